import path from 'node:path';
import {expect, it} from 'vitest';
import {makeManifest} from '../helpers/pack-manifest.ts';

const file = path.resolve(import.meta.dirname, '../../sql/pack-manifest.json');

// Every file of the pack is applied for it.
it('sql/pack-manifest.json lists the objects of the pack (npm run docs regenerates it)', {
	timeout: 300_000,
}, async () => {
	await expect(await makeManifest()).toMatchFileSnapshot(file);
});
