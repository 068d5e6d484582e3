import {describe, expect, it} from 'vitest';
import {parseMigration} from '../../source/migrations/formats/dbmate.ts';
import {inOrder, type LedgerEntry, migrationStatus} from '../../source/migrations/status.ts';
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
	migrationStatus(...args).map(
		({version, state, outOfOrder}) => `${version} ${state}${outOfOrder ? ' late' : ''}`,
	);

it('order is that of the file names, as in dbmate', () => {
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
		['some are', [entry('1')], ['1 applied', '2 pending', '3 pending']],
		['all are', [entry('1'), entry('2'), entry('3')], ['1 applied', '2 applied', '3 applied']],
		['one was passed over', [entry('1'), entry('3')], ['1 applied', '2 pending late', '3 applied']],
		['one has no file', [entry('1'), entry('15')], ['1 applied', '15 missing', '2 pending', '3 pending']],
	])('where %s', (_what, ledger, expected) => {
		expect(states(files, ledger)).toEqual(expected);
	});

	it('sees that a file has changed, where its checksum was noted', () => {
		const same = file('1_a.sql').checksum;
		expect(states(files, [entry('1', {checksum: same})])[0]).toBe('1 applied');
		expect(states(files, [entry('1', {checksum: 'f'.repeat(64)})])[0]).toBe('1 changed');
	});

	it('tells what the ledger knows of each', () => {
		const known = {durationMs: 12, appliedBy: 'anna', appliedAt: ago(60)};
		const [first, second] = migrationStatus(files, [entry('1', known)]);
		expect(first).toMatchObject({...known, fileName: '1_a.sql', name: 'a', transaction: true});
		expect(second).toMatchObject({durationMs: null, appliedBy: null, appliedAt: null, transaction: false});
	});

	it('names one without a file as the ledger does', () => {
		expect(migrationStatus([], [entry('7', {name: 'gone'})])[0]).toMatchObject({
			name: 'gone',
			fileName: null,
		});
	});

	it('says of two files with one version that they are', () => {
		const [one, other] = migrationStatus([file('1_a.sql'), file('1_b.sql')], []);
		expect(one?.problem).toContain('another file');
		expect(other?.problem).toContain('another file');
	});

	it('passes on why a file can not be run', () => {
		expect(migrationStatus([parseMigration('1_a.sql', 'select 1;')], [])[0]?.problem).toContain('migrate:up');
	});

	it('makes names safe to show, and keeps the file name, by which the file is found', () => {
		const fileName = '1_a\u001b[2J\u202e.sql';
		const [row] = migrationStatus([file(fileName)], []);
		expect(row?.name).toBe('a\\x1b[2J\\u202e');
		expect(row?.fileName).toBe(fileName);
	});
});
