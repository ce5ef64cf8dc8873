// The SMART JavaScript client (fhirclient), unmodified, with a token of its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import smart from 'fhirclient';

const { LUER_FHIR, LUER_TOKEN } = process.env;
const request = { url: '/', headers: { host: 'localhost' }, socket: {} };
const client = smart(request, {}, {}).client({
  serverUrl: LUER_FHIR,
  tokenResponse: { access_token: LUER_TOKEN, token_type: 'bearer' },
});

test('it gets all pages flat and resolves references', async () => {
  const patients = await client.request('Patient', { flat: true });
  assert.equal(patients.length, 1);
  const observations = await client.request(`Observation?patient=${patients[0].id}&_count=3`, {
    flat: true,
    pageLimit: 0,
  });
  assert.ok(observations.length > 3);
  const encounters = await client.request(`Encounter?patient=${patients[0].id}`, {
    flat: true,
    pageLimit: 0,
    resolveReferences: ['subject'],
  });
  assert.ok(encounters.length > 0);
  encounters.forEach((e) => assert.equal(e.subject.resourceType, 'Patient'));
});

test('it reads the FHIR version and what is served', async () => {
  assert.equal(await client.getFhirRelease(), 4);
});

test('it sees a refusal as one', async () => {
  await assert.rejects(client.request('Patient/nobody'), /404/);
  await assert.rejects(client.request('Patient?unknown=1'), /400/);
});
