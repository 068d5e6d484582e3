import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {parseAcknowledgement} from '../../source/app/commands/finding.ts';
import {checkText, codeOf} from '../../source/commands/check.ts';
import type {Finding, Findings, Unjudged} from '../../source/domain/findings/finding.ts';
import {findingsOf} from '../../source/findings/findings.ts';
import {openAcknowledgements} from '../../source/history/acknowledged.ts';
import {defaultThresholds} from '../../source/settings/thresholds.ts';
import {healthySections, scenarios} from '../helpers/fixtures.ts';
import {ago, identity, now} from '../helpers/fixtures-sections.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'acknowledged-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));
const server = {...identity, host: 'db', port: 5432, service: null, production: false};
const later = ago(-3600);

describe('the start of a finding', () => {
	const beside = (before: readonly Finding[]) => ({
		thresholds: defaultThresholds,
		minutes: [],
		before,
		acknowledged: () => undefined,
	});
	it('stays while the finding stays, and starts over with a new one', () => {
		const first = findingsOf(healthySections, ago(60), beside([]));
		const second = findingsOf(healthySections, now, beside(first.rows));
		const third = findingsOf(healthySections, now, beside([]));
		const breaker = ({rows}: {rows: readonly Finding[]}) =>
			rows.find(({rule}) => rule === 'circuit-breakers');
		expect(breaker(second)).toMatchObject({since: ago(60), sinceKnown: false});
		expect(breaker(third)).toMatchObject({since: now});
	});
});

describe('acknowledgements', () => {
	it('are kept by server and database in a private file until they expire', () => {
		const file = path.join(folder, 'state', 'acknowledged.json');
		const store = openAcknowledgements(file);
		expect(store.find(server, 'connections', now)).toBeUndefined();
		store.add(server, 'connections', 'known', later, now);
		store.add(server, 'deadlocks', 'known too', later, now);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		const other = openAcknowledgements(file);
		expect(other.find(server, 'connections', now)).toMatchObject({reason: 'known', until: later});
		expect(other.find({...server, database: 'other'}, 'connections', now)).toBeUndefined();
		expect(other.find(server, 'connections', ago(-3601))).toBeUndefined();
		store.remove(server, 'connections', now);
		expect(store.find(server, 'connections', now)).toBeUndefined();
		expect(store.find(server, 'deadlocks', now)).toMatchObject({reason: 'known too'});
		store.add(server, 'cache-hit', 'x', ago(-7200), ago(-3700));
		expect(readFileSync(file, 'utf8')).not.toContain('known too');
	});

	it.each(['{', '[{}]', '{"a": 1}'])(
		'are reported as unreadable, and not overwritten, if the file holds %s',
		text => {
			const file = path.join(folder, 'broken.json');
			writeFileSync(file, text);
			const store = openAcknowledgements(file);
			expect(store.find(server, 'connections', now)).toBeUndefined();
			expect(store.problem()).toMatch(/mend or remove .*broken\.json/);
			expect(() => store.add(server, 'connections', 'x', later, now)).toThrow(/mend or remove/);
			expect(readFileSync(file, 'utf8')).toBe(text);
			writeFileSync(file, '[]\n');
			expect(store.find(server, 'connections', now)).toBeUndefined();
		},
	);

	it('put a finding last and raise no alarm', () => {
		const known = (id: string) =>
			/^(breaker|slot|archiver|checksums)/.test(id) ? {reason: 'ticket', by: 'me', until: later} : undefined;
		const findings = findingsOf(healthySections, now, {
			thresholds: defaultThresholds,
			minutes: [],
			before: [],
			acknowledged: known,
		});
		const last = findings.rows.slice(-5).map(({rule, severity}) => `${severity} ${rule}`);
		expect(last).toEqual([
			'critical replication-slots',
			'critical archiver',
			'critical checksums',
			'critical circuit-breakers',
			'warning replication-slots',
		]);
		expect(codeOf(findings)).toBe(1);
	});
});

describe('a typed acknowledgement', () => {
	const hour = 3_600_000;
	it.each([
		['known', {reason: 'known', durationMs: 8 * hour}],
		['  known, ticket 81 for 2d ', {reason: 'known, ticket 81', durationMs: 48 * hour}],
		['for the night for 90 minutes', {reason: 'for the night', durationMs: 1.5 * hour}],
		['waiting for disk', {reason: 'waiting for disk', durationMs: 8 * hour}],
		['x FOR 1H', {reason: 'x', durationMs: hour}],
		['', 'Type a reason.'],
		['for 2h', 'Type a reason.'],
		['x for 0h', 'The duration must be 1m to 90d.'],
		['x for 91d', 'The duration must be 1m to 90d.'],
	])('%j', (text, expected) => {
		expect(parseAcknowledgement(text)).toEqual(expected);
	});
});

describe('check', () => {
	const finding = (severity: Finding['severity']) => ({severity, acknowledged: null}) as Finding;
	const blind: Unjudged = {
		rule: 'sequences',
		code: 'denied',
		reason: 'no right',
		grant: null,
		blind: true,
	};
	it.each([
		['nothing', [], [], 0],
		['a remark', [finding('info')], [], 0],
		['a warning', [finding('warning'), finding('info')], [blind], 1],
		['something critical', [finding('warning'), finding('critical')], [], 2],
		['nothing, but a rule was denied', [], [blind], 3],
		['nothing, and a rule is unsupported', [], [{...blind, blind: false}], 0],
	])('has an exit code for %s', (_what, rows, unknown, code) => {
		expect(codeOf({rows, unknown})).toBe(code);
	});

	it('prints a status line with performance data and a line for each finding, and escapes bars in names', () => {
		const {snapshot} = scenarios.healthy;
		const odd = {...snapshot, server: {...snapshot.server, database: 'a|b\u001b[31m'}};
		const [head = '', ...rest] = checkText(odd, 2).split('\n');
		expect(head).toMatch(
			/^PGDECK CRITICAL - a\/b\\x1b\[31m on db-1\.example\.org:5432: 4 critical, \d+ warnings, \d+ rules not checked \| critical=4 warning=\d+ connections=\d+;;;0;\d+/,
		);
		expect(rest.join('\n')).not.toContain('|');
		expect(rest[0]).toMatch(/critical +inactive replication slot forgotten retains/);
	});

	it('counts the rules that could not be checked', () => {
		const of = (unknown: Findings['unknown']) =>
			checkText({...scenarios.healthy.snapshot, findings: {rows: [], unknown}}, 0);
		expect(of([])).toContain(': no problems found |');
		expect(of([blind])).toContain(': no problems found, 1 rule not checked |');
	});
});
