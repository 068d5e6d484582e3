import {describe, expect, it} from 'vitest';
import {autovacuumChecks, mostPressing} from '../../source/domain/vacuum/autovacuum.ts';
import {offReason} from '../../source/domain/vacuum/words.ts';
import type {VacuumRelation} from '../../source/queries/vacuum/vacuum.ts';
import {autovacuumSettings, vacuumRelation} from '../helpers/fixtures-vacuum.ts';

type Options = Readonly<Record<string, string>>;

/** One check of a relation of 100,000 rows, with some of its facts, options and settings otherwise. */
function check(kind: string, change: Partial<VacuumRelation> = {}, settings: Options = {}) {
	const relation = vacuumRelation('t', change);
	const found = autovacuumChecks(relation, {...autovacuumSettings, ...settings}).find(
		item => item.kind === kind,
	);
	return found && {threshold: found.threshold, due: found.due, left: found.left, off: found.off};
}

describe('the threshold of dead rows', () => {
	it.each([
		['base and share of the rows', {}, {}, 20_050],
		['an empty table: the base alone', {rowsEstimate: 0}, {}, 50],
		['an option before the setting', {options: {autovacuum_vacuum_scale_factor: '0.01'}}, {}, 1050],
		['an option as ALTER TABLE keeps it', {options: {autovacuum_vacuum_scale_factor: '1e-05'}}, {}, 51],
		[
			'an option of 0',
			{options: {autovacuum_vacuum_scale_factor: '0', autovacuum_vacuum_threshold: '7'}},
			{},
			7,
		],
		['at most 18 says', {rowsEstimate: 1e9}, {}, 100_000_000],
		['at most an option says', {options: {autovacuum_vacuum_max_threshold: '300'}}, {}, 300],
		[
			'no most by option',
			{rowsEstimate: 1e9, options: {autovacuum_vacuum_max_threshold: '-1'}},
			{},
			200_000_050,
		],
		['no most by setting', {rowsEstimate: 1e9}, {autovacuum_vacuum_max_threshold: '-1'}, 200_000_050],
	] as const)('%s', (_what, change, settings, threshold) => {
		expect(check('vacuum', change, settings)?.threshold).toBeCloseTo(threshold, 3);
	});

	it('has no maximum before 18', () => {
		const {autovacuum_vacuum_max_threshold: _none, ...before} = autovacuumSettings;
		const [first] = autovacuumChecks(vacuumRelation('t', {rowsEstimate: 1e9}), before);
		expect(first?.threshold).toBe(200_000_050);
	});

	it.each([
		[20_050, false, 1],
		[20_051, true, 0],
		[20_049, false, 2],
		[0, false, 20_051],
	])('with %d dead rows of 20,050: due %s, %d more', (deadTuples, due, left) => {
		expect(check('vacuum', {deadTuples})).toEqual({threshold: 20_050, due, left, off: null});
	});
});

describe('the threshold of inserted rows', () => {
	it.each([
		['base and share', {}, 21_000],
		['unfrozen pages only', {frozenPages: 750}, 6000],
		['frozen pages counted before the table shrank', {frozenPages: 5000}, 1000],
		['before 18', {frozenPages: null}, 21_000],
		['an empty table', {pages: 0, rowsEstimate: 0}, 1000],
	])('%s', (_what, change, threshold) => {
		expect(check('insert', change)?.threshold).toBeCloseTo(threshold, 3);
	});

	it('turns off only insert vacuums at -1', () => {
		const options = {autovacuum_vacuum_insert_threshold: '-1'};
		const change = {options, insertsSinceVacuum: 1e9, deadTuples: 1e9};
		expect(check('insert', change)).toMatchObject({
			due: false,
			threshold: null,
			off: {code: 'insert-threshold-off', text: 'the insert threshold is -1'},
		});
		expect(check('vacuum', change)?.due).toBe(true);
		expect(check('insert', {insertsSinceVacuum: 1e9}, {autovacuum_vacuum_insert_threshold: '-1'})?.due).toBe(
			false,
		);
	});
});

describe('autovacuum that is off', () => {
	it.each(['off', 'false', 'f', 'no', '0', 'OFF'])('with autovacuum_enabled = %s: due by age only', text => {
		const options = {autovacuum_enabled: text};
		const change = {options, deadTuples: 1e9, modifiedSinceAnalyze: 1e9, xidAge: 300_000_000};
		expect(check('vacuum', change)).toMatchObject({due: false, off: {code: 'table-autovacuum-off'}});
		expect(check('analyze', change)?.due).toBe(false);
		expect(check('freeze', change)).toEqual({threshold: 200_000_000, due: true, left: 0, off: null});
	});

	it.each(['on', 'true', 'yes', '1', 'o n'])('not with autovacuum_enabled = %s', text => {
		expect(check('vacuum', {options: {autovacuum_enabled: text}, deadTuples: 1e9})?.due).toBe(true);
	});

	it.each([
		[{autovacuum: 'off'}, offReason('autovacuum-off')],
		[{track_counts: 'off'}, offReason('track-counts-off')],
	])('%o', (settings, off) => {
		expect(check('vacuum', {deadTuples: 1e9}, settings)?.off).toEqual(off);
		expect(check('freeze', {xidAge: 300_000_000}, settings)?.due).toBe(true);
	});
});

describe('ages', () => {
	it.each([
		['the setting', {}, 200_000_000],
		['a lower storage parameter', {options: {autovacuum_freeze_max_age: '100000'}}, 100_000],
		['never above the server parameter', {options: {autovacuum_freeze_max_age: '2000000000'}}, 200_000_000],
	])('%s', (_what, change, threshold) => {
		expect(check('freeze', change)?.threshold).toBe(threshold);
	});

	it('are omitted if there is nothing to freeze', () => {
		expect(check('freeze', {xidAge: null})).toBeUndefined();
	});

	it('have a separate parameter for multixacts', () => {
		expect(check('multixact', {mxidAge: 400_000_001})).toMatchObject({threshold: 400_000_000, due: true});
	});
});

it('TOAST is never analyzed', () => {
	expect(check('analyze', {toast: true})).toBeUndefined();
	expect(check('analyze', {modifiedSinceAnalyze: 10_051})).toMatchObject({threshold: 10_050, due: true});
});

it('mostPressing picks the check with the largest share of its threshold', () => {
	const checks = autovacuumChecks(
		vacuumRelation('t', {deadTuples: 10_000, xidAge: 190_000_000}),
		autovacuumSettings,
	);
	expect(mostPressing(checks)?.kind).toBe('freeze');
});
