import path from 'node:path';
import {expect, it} from 'vitest';
import {makeManifest} from '../helpers/pack-manifest.ts';

const file = path.resolve(import.meta.dirname, '../../sql/pack-manifest.json');

// Every file of the pack is applied for it.
it('sql/pack-manifest.json is what the files of the pack come to (npm run docs writes it anew)', {
	timeout: 300_000,
}, async () => {
	await expect(await makeManifest()).toMatchFileSnapshot(file);
});
