// fhir-kit-client, unmodified, reads as a psychiatrist's program does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'fhir-kit-client';

const { LUER_FHIR, LUER_TOKEN } = process.env;
const client = new Client({ baseUrl: LUER_FHIR, bearerToken: LUER_TOKEN });

const onlyPatient = async () => {
  const found = await client.search({ resourceType: 'Patient', searchParams: {} });
  assert.equal(found.entry.length, 1);
  return found.entry[0].resource;
};

test('it finds the token endpoint and the statement of what is served', async () => {
  const { tokenUrl } = await client.smartAuthMetadata();
  assert.match(String(tokenUrl), /\/oauth2\/token$/);
  const statement = await client.capabilityStatement();
  assert.equal(statement.fhirVersion, '4.0.1');
  const types = statement.rest[0].resource.map((r) => r.type);
  assert.ok(types.includes('QuestionnaireResponse'));
});

test('it reads a patient, a version of it and its history', async () => {
  const patient = await onlyPatient();
  const read = await client.read({ resourceType: 'Patient', id: patient.id });
  assert.deepEqual(read, patient);
  const version = await client.vread({
    resourceType: 'Patient',
    id: patient.id,
    version: patient.meta.versionId,
  });
  assert.equal(version.id, patient.id);
  const history = await client.resourceHistory({ resourceType: 'Patient', id: patient.id });
  assert.equal(history.type, 'history');
});

test('it searches by GET and by POST, includes, and turns pages', async () => {
  const patient = await onlyPatient();
  const searchParams = { patient: patient.id, _count: 2 };
  let page = await client.search({ resourceType: 'Observation', searchParams });
  const seen = new Set();
  while (page) {
    page.entry.forEach((e) => seen.add(e.resource.id));
    page = await client.nextPage({ bundle: page });
  }
  const posted = await client.resourceSearch({
    resourceType: 'Observation',
    searchParams: { patient: patient.id, _count: 500 },
    options: { postSearch: true },
  });
  assert.deepEqual(new Set(posted.entry.map((e) => e.resource.id)), seen);
  assert.ok(seen.size > 2);
  const included = await client.search({
    resourceType: 'Encounter',
    searchParams: { patient: patient.id, _include: 'Encounter:participant' },
  });
  assert.ok(included.entry.some((e) => e.search.mode === 'include'));
});

test('it runs $everything', async () => {
  const patient = await onlyPatient();
  const all = await client.operation({
    name: 'everything',
    resourceType: 'Patient',
    id: patient.id,
    method: 'GET',
    input: { _count: 500 },
  });
  const types = new Set(all.entry.map((e) => e.resource.resourceType));
  ['Patient', 'Encounter', 'Observation', 'QuestionnaireResponse'].forEach((t) =>
    assert.ok(types.has(t), t),
  );
});

test('it is told that something is not there', async () => {
  await assert.rejects(client.read({ resourceType: 'Patient', id: 'nobody' }), (e) => {
    assert.equal(e.response.status, 404);
    assert.equal(e.response.data.resourceType, 'OperationOutcome');
    return true;
  });
});
