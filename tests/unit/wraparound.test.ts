import {describe, expect, it} from 'vitest';
import {fullest, sequenceUseOf} from '../../source/domain/vacuum/sequences.ts';
import {wraparound} from '../../source/domain/vacuum/wraparound.ts';
import type {SequenceRow} from '../../source/queries/vacuum/wraparound.ts';
import {autovacuumSettings} from '../helpers/fixtures-vacuum.ts';

const database = {name: 'd', here: true, connectable: true, xidAge: 0, mxidAge: 0};

describe('wraparound', () => {
	it.each([
		[0, 'ok'],
		[200_000_000, 'ok'],
		[200_000_001, 'due'],
		[400_000_001, 'late'],
		[1_600_000_000, 'danger'],
		[2_147_483_647, 'danger'],
	])('a database %d transactions old is %s', (xidAge, state) => {
		expect(wraparound({...database, xidAge}, autovacuumSettings, 180_000).state).toBe(state);
	});

	it('takes the worse of transactions and multixacts', () => {
		const found = wraparound({...database, mxidAge: 1_700_000_000}, autovacuumSettings, 180_000);
		expect([found.transactions.state, found.multixacts.state, found.state]).toEqual([
			'ok',
			'danger',
			'danger',
		]);
	});

	it.each([
		[180_000, 2_144_483_648, 2_144_483_648],
		[140_000, 2_144_483_648, 2_144_483_648],
		[130_023, 2_146_483_648, 2_147_483_548],
	])('PostgreSQL %d stops at %d transactions, %d multixacts', (version, transactions, multixacts) => {
		const found = wraparound({...database, xidAge: 2_000_000_000}, autovacuumSettings, version);
		expect(found.transactions).toMatchObject({stopsAt: transactions, left: transactions - 2_000_000_000});
		expect(found.multixacts.stopsAt).toBe(multixacts);
	});

	it('has no failsafe if the version has none, and never one below 105 % of the age for autovacuum', () => {
		const {vacuum_failsafe_age: _none, ...before} = autovacuumSettings;
		expect(wraparound(database, before, 130_000).transactions.failsafeAt).toBeNull();
		const late = {...autovacuumSettings, autovacuum_freeze_max_age: '2000000000'};
		expect(wraparound(database, late, 180_000).transactions.failsafeAt).toBe(2_100_000_000);
	});

	it('never has fewer than 0 left', () => {
		expect(
			wraparound({...database, xidAge: 2 ** 31 - 1}, autovacuumSettings, 180_000).transactions.left,
		).toBe(0);
	});
});

const sequence: SequenceRow = {
	oid: 1,
	schema: 'public',
	name: 's',
	type: 'bigint',
	least: 1,
	most: 100,
	increment: 1,
	cycles: false,
	column: null,
	columnType: null,
	unseen: null,
	last: null,
};

describe('a sequence', () => {
	it.each([
		['was never used', {}, 0, 100],
		['has given the first', {last: 1}, 0, 99],
		['is half-way', {last: 50}, 49 / 99, 50],
		['is at its end', {last: 100}, 1, 0],
		['goes in steps', {last: 91, increment: 10}, 90 / 99, 0],
		['goes in steps, never used', {increment: 10}, 0, 10],
		['counts down', {last: 11, least: 1, most: 100, increment: -1}, 89 / 99, 10],
		['counts down and was never used', {increment: -1}, 0, 100],
		['goes from below zero', {least: -100, last: 0}, 100 / 200, 100],
		['was set back before its beginning', {least: 50, last: 10}, 0, 90],
		['has one value', {least: 100, last: 100}, 1, 0],
	] as const)('%s', (_what, change, used, left) => {
		const found = sequenceUseOf({...sequence, ...change});
		expect(found.used).toBeCloseTo(used, 10);
		expect(found.left).toBe(left);
	});

	it('has the limit of its column, if that is lower', () => {
		const wide = {...sequence, most: 2 ** 63 - 1, columnType: 'integer', column: 'public.t.id'};
		const found = sequenceUseOf({...wide, last: 2_147_483_647});
		expect(found).toMatchObject({used: 1, left: 0, end: 2_147_483_647, endOf: 'column'});
		expect(sequenceUseOf({...wide, last: 2_147_483_646}).left).toBe(1);
		expect(sequenceUseOf({...wide, columnType: 'bigint', last: 5})).toMatchObject({endOf: 'sequence'});
		expect(sequenceUseOf({...wide, last: 3_000_000_000})).toMatchObject({used: 1, left: 0});
	});

	it.each(['locked', 'unreadable', 'unlogged'] as const)('has an unknown share, not 0, if %s', unseen => {
		expect(sequenceUseOf({...sequence, unseen})).toMatchObject({used: null, left: null});
	});

	it('is sorted after failing ones if it cycles at its own limit', () => {
		const rows = [
			{...sequence, name: 'cycling', cycles: true, last: 99},
			{...sequence, name: 'half', last: 50},
			{...sequence, name: 'hidden', unseen: 'locked' as const},
			{...sequence, name: 'full', last: 99},
			{
				...sequence,
				name: 'cycling beyond its column',
				cycles: true,
				most: 1e12,
				columnType: 'integer',
				last: 2e9,
			},
		].map(sequenceUseOf);
		expect(fullest(rows, 4).map(({name}) => name)).toEqual([
			'full',
			'cycling beyond its column',
			'half',
			'cycling',
		]);
	});
});
