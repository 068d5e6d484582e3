import {describe, expect, it} from 'vitest';
import type {Section} from '../../source/domain/snapshot/section.ts';
import {elsewhereUnknown} from '../../source/domain/vacuum/row-words.ts';
import {type DatabaseSequences, sequenceUseOf} from '../../source/domain/vacuum/sequences.ts';
import {elsewhereReason} from '../../source/domain/vacuum/words.ts';
import {wraparound} from '../../source/domain/vacuum/wraparound.ts';
import {sequenceRule, wraparoundRule} from '../../source/findings/vacuum/rules.ts';
import {defaultThresholds} from '../../source/settings/thresholds.ts';
import {healthySections, ok, timeout} from '../helpers/fixtures.ts';
import {now} from '../helpers/fixtures-sections.ts';
import {autovacuumSettings, vacuum} from '../helpers/fixtures-vacuum.ts';

function databases(xidAge: number, mxidAge = 0) {
	const database = {name: 'shop', here: true, connectable: true, xidAge, mxidAge};
	const value = {databases: [wraparound(database, autovacuumSettings, 180_000)], oldest: []};
	return {...healthySections, vacuum: ok({...vacuum, databases: ok(value)})};
}

describe('wraparound', () => {
	it.each([
		[0, 0, []],
		[858_000_000, 0, []],
		[860_000_000, 0, [['wraparound:transactions:shop', 'warning']]],
		[1_620_000_000, 0, [['wraparound:transactions:shop', 'critical']]],
		[0, 1_000_000_000, [['wraparound:multixacts:shop', 'warning']]],
	])('at %d transactions and %d multixacts: %j', (xids, mxids, expected) => {
		const {rows} = wraparoundRule(databases(xids, mxids), now, defaultThresholds);
		expect(rows.map(({id, severity}) => [id, severity])).toEqual(expected);
	});

	it('names the holder of the xmin horizon', () => {
		const [found] = wraparoundRule(databases(1_000_000_000), now, defaultThresholds).rows;
		expect(found?.evidence?.join(' ')).toMatch(
			/Xmin horizon held back by session 4242 \(anna, psql\), transaction open for 3 h/,
		);
	});
});

describe('sequences', () => {
	const sequence = {
		...{oid: 1, schema: 'public', name: 's', type: 'integer', least: 1, most: 1001, increment: 1},
		...{column: null, columnType: null, unseen: null},
	};
	it.each([
		[850, false, []],
		[870, false, ['warning']],
		[960, false, ['critical']],
		[1001, true, []],
		[null, false, []],
	])('at %s of 1,001, cycling %s: %j', (last, cycles, expected) => {
		const rows = [sequenceUseOf({...sequence, cycles, last})];
		const sections = {
			...healthySections,
			vacuum: ok({...vacuum, sequences: ok({total: 1, unseen: 0, grant: null, elsewhere: [], rows})}),
		};
		expect(sequenceRule(sections, defaultThresholds).rows.map(({severity}) => severity)).toEqual(expected);
	});

	it('name the database if in another one; unreadable databases are reported, pending ones are not', () => {
		const rows = [null, 'shop'].map(database =>
			sequenceUseOf({...sequence, cycles: false, last: 990, ...(database ? {database} : {})}),
		);
		const other = {askedAt: now, total: 1, unseen: 0, reason: null};
		const elsewhere: DatabaseSequences[] = [
			{...other, database: 'shop'},
			{
				...other,
				database: 'secret',
				total: null,
				unseen: null,
				reason: elsewhereReason('failed', {message: 'permission denied'}),
			},
			{
				...other,
				database: 'later',
				askedAt: null,
				total: null,
				unseen: null,
				reason: elsewhereReason('not-read'),
			},
		];
		const sections = {
			...healthySections,
			vacuum: ok({...vacuum, sequences: ok({total: 1, unseen: 0, grant: null, elsewhere, rows})}),
		};
		const found = sequenceRule(sections, defaultThresholds);
		expect(found.rows.map(({id, title}) => [id, title.slice(0, 20)])).toEqual([
			['sequence:1', 'Sequence s 98.9 % of'],
			['sequence:shop:1', 'Sequence shop: s 98.'],
		]);
		expect(found.unknown.map(({reason}) => reason)).toEqual(['secret: permission denied']);
		expect(elsewhereUnknown(elsewhere)).toBe('2 other databases, such as secret: permission denied');
	});
});

it.each(['denied', 'failed'])('a %s section is reported as not evaluated', status => {
	const section: Section<never> =
		status === 'denied'
			? {status: 'denied', code: 'none', facts: {}, reason: 'permission denied', grant: 'GRANT x TO y'}
			: {status: 'failed', error: timeout};
	const whole = {...healthySections, vacuum: section};
	const partly = {...healthySections, vacuum: ok({...vacuum, databases: section, sequences: section})};
	for (const sections of [whole, partly]) {
		for (const found of [
			wraparoundRule(sections, now, defaultThresholds),
			sequenceRule(sections, defaultThresholds),
		])
			expect(found).toMatchObject({rows: [], unknown: [{blind: true}]});
	}
});
