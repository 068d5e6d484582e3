import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {openSeenSettings, recalled, remembered} from '../../source/settings/seen-settings.ts';

function place(): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-seen-'));
	onTestFinished(() => rmSync(folder, {recursive: true}));
	return path.join(folder, 'state', 'settings-seen.json');
}

const at = new Date('2026-11-21T08:30:00Z');

describe('the parameters of the last view', () => {
	it('are absent at first', () => {
		expect(openSeenSettings(place()).last('1')).toBeUndefined();
	});

	it('are kept by server in a private file', () => {
		const file = place();
		const seen = openSeenSettings(file);
		seen.note('1', new Map([['work_mem', '4096']]), at);
		seen.note('2', new Map([['work_mem', '1']]), at);
		expect(openSeenSettings(file).last('1')).toEqual({at, values: new Map([['work_mem', '4096']])});
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(readdirSync(path.dirname(file))).toEqual(['settings-seen.json']);
	});

	it('are kept for the last viewed servers', () => {
		const seen = openSeenSettings(place());
		for (let server = 0; server < 210; server++)
			seen.note(String(server), new Map(), new Date(at.getTime() + server * 1000));
		expect(seen.last('5')).toBeUndefined();
		expect(seen.last('209')).toBeDefined();
	});

	it('leave a file of another format untouched', () => {
		const file = place();
		const seen = openSeenSettings(file);
		seen.note('1', new Map(), at);
		writeFileSync(file, '{"other": true}');
		expect(() => seen.last('1')).toThrow();
		expect(() => seen.note('1', new Map(), at)).toThrow();
		expect(readFileSync(file, 'utf8')).toBe('{"other": true}');
	});

	it('contain no secrets', () => {
		const kept = remembered('primary_conninfo', 'password=secret');
		expect(kept).not.toContain('secret');
		expect(kept).toBe(remembered('primary_conninfo', 'password=secret'));
		expect(kept).not.toBe(remembered('primary_conninfo', 'password=other'));
		expect(recalled(kept)).toBe('another value (not kept)');
		expect(recalled(remembered('work_mem', '4096'))).toBe('4096');
	});
});
