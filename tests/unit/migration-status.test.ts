import {describe, expect, it} from 'vitest';
import {type LedgerEntry, migrationStatus} from '../../source/domain/migrations/status.ts';
import {inOrder, parseMigration} from '../../source/migrations/formats/dbmate.ts';
import {ago} from '../helpers/fixtures-sections.ts';

const file = (fileName: string, marker = '') =>
	parseMigration(fileName, `-- migrate:up ${marker}\nselect 1;\n-- migrate:down\n`);

const entry = (version: string, change: Partial<LedgerEntry> = {}): LedgerEntry => ({
	version,
	name: null,
	checksum: null,
	durationMs: null,
	appliedBy: null,
	appliedAt: null,
	...change,
});

const states = (...args: Parameters<typeof migrationStatus>) =>
	migrationStatus(...args).map(({version, state}) => `${version} ${state}`);

it('orders files by name, as dbmate does', () => {
	const names = ['2_b.sql', '10_a.sql', '1_z.sql', '2_a.sql'];
	expect(inOrder(names.map(name => file(name))).map(({fileName}) => fileName)).toEqual([
		'10_a.sql',
		'1_z.sql',
		'2_a.sql',
		'2_b.sql',
	]);
});

describe('migrationStatus', () => {
	const files = [file('1_a.sql'), file('2_b.sql', 'transaction:false'), file('3_c.sql')];

	it.each([
		['nothing is applied', [], ['1 pending', '2 pending', '3 pending']],
		['some are applied', [entry('1')], ['1 applied', '2 pending', '3 pending']],
		['all are applied', [entry('1'), entry('2'), entry('3')], ['1 applied', '2 applied', '3 applied']],
		['one was skipped', [entry('1'), entry('3')], ['1 applied', '2 out-of-order', '3 applied']],
		[
			'one has no file',
			[entry('1'), entry('15')],
			['1 applied', '15 missing-file', '2 pending', '3 pending'],
		],
	])('when %s', (_what, ledger, expected) => {
		expect(states(files, ledger)).toEqual(expected);
	});

	it('detects a changed file by its recorded checksum', () => {
		const same = file('1_a.sql').checksum;
		expect(states(files, [entry('1', {checksum: same})])[0]).toBe('1 applied');
		expect(states(files, [entry('1', {checksum: 'f'.repeat(64)})])[0]).toBe('1 changed');
	});

	it('copies what the ledger recorded', () => {
		const known = {durationMs: 12, appliedBy: 'anna', appliedAt: ago(60)};
		const [first, second] = migrationStatus(files, [entry('1', known)]);
		expect(first).toMatchObject({...known, fileName: '1_a.sql', name: 'a', transaction: true});
		expect(second).toMatchObject({durationMs: null, appliedBy: null, appliedAt: null, transaction: false});
	});

	it('takes the name of a missing file from the ledger', () => {
		expect(migrationStatus([], [entry('7', {name: 'gone'})])[0]).toMatchObject({
			name: 'gone',
			fileName: null,
		});
	});

	it('reports two files with one version', () => {
		const [one, other] = migrationStatus([file('1_a.sql'), file('1_b.sql')], []);
		const expected = {
			code: 'duplicate-version',
			facts: {version: '1'},
			text: expect.stringContaining('another file'),
		};
		expect([one?.problem, other?.problem]).toEqual([expected, expected]);
	});

	it('copies why a file cannot be run', () => {
		expect(migrationStatus([parseMigration('1_a.sql', 'select 1;')], [])[0]?.problem?.text).toContain(
			'migrate:up',
		);
	});

	it('sanitizes the name, and keeps the file name to find the file', () => {
		const fileName = '1_a\u001b[2J\u202e.sql';
		const [row] = migrationStatus([file(fileName)], []);
		expect(row?.name).toBe('a\\x1b[2J\\u202e');
		expect(row?.fileName).toBe(fileName);
	});
});
