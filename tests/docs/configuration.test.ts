import {readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {wanted} from '../../source/settings/config-problems.ts';
import {paths} from '../../source/settings/paths.ts';
import {thresholdsSchema} from '../../source/settings/thresholds.ts';

const file = path.resolve(import.meta.dirname, '../../docs/configuration.md');

/** Of the keys that have one; the others are off, or what the server and the flags say. */
const defaults: Readonly<Record<string, string>> = {
	intervalSeconds: '2',
	readOnly: 'false',
	ascii: 'false',
	color: 'true',
	windowHours: '1',
	production: '["prod", "production"]',
	unusedDays: '35',
	replicas: 'those in pg_stat_replication, if this connection uses no password',
	'requests.durationUnit': '"ms"',
	'requests.errorFrom': '400',
};

/** Every key of the file, of the schema that checks it. */
function keyTable(): string {
	const shape: Readonly<Record<string, {description?: string | undefined; parse(value: unknown): unknown}>> =
		thresholdsSchema.shape;
	const rows = Object.entries(wanted).map(([key, want]) => {
		const threshold = shape[key.replace(/^findings\./, '')];
		const isThreshold = key.startsWith('findings.') && threshold !== undefined;
		const fallback = isThreshold ? String(threshold.parse(undefined)) : (defaults[key] ?? '');
		const what = isThreshold && threshold.description ? `${want}: ${threshold.description}` : want;
		return `| \`${key}\` | ${what.replaceAll('|', '\\|')} | ${fallback} |`;
	});
	return ['| key | what it takes | default |', '| --- | --- | --- |', ...rows].join('\n');
}

describe('docs/configuration.md', () => {
	const text = readFileSync(file, 'utf8');

	it('has every key of the configuration (npm run docs regenerates it)', async () => {
		const begin = '<!-- keys: written by npm run docs -->';
		const end = '<!-- end of keys -->';
		expect(text).toContain(begin);
		expect(text).toContain(end);
		const before = text.slice(0, text.indexOf(begin) + begin.length);
		const after = text.slice(text.indexOf(end));
		await expect(`${before}\n\n${keyTable()}\n\n${after}`).toMatchFileSnapshot(file);
	});

	it('names every file that is written', () => {
		const written = Object.values(paths({HOME: '/h', XDG_STATE_HOME: '', XDG_CONFIG_HOME: ''}));
		expect(written.map(place => path.basename(place)).filter(name => !text.includes(name))).toEqual([]);
	});
});
