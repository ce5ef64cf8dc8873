-- Claims were indexed as charges are, told to nobody: the next start writes them anew, as their insurer may read them.
delete from fhir_index where kind in ('Claim', 'ClaimOutcome', 'Authorization');
delete from fhir_unit where kind in ('Claim', 'ClaimOutcome', 'Authorization');
