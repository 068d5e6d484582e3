import {describe, expect, it} from 'vitest';
import type {Sections} from '../../source/domain/snapshot/schema.ts';
import {pending} from '../../source/domain/snapshot/section.ts';
import {comparedSections, createBeginning, firstOf, lastOf} from '../../source/recording/sides.ts';
import {healthySections, ok, snapshotOf} from '../helpers/fixtures.ts';
import {indexes} from '../helpers/fixtures-relations.ts';
import {now} from '../helpers/fixtures-sections.ts';
import {momentsOf} from '../helpers/moments.ts';
import {opened, recorded} from '../helpers/recordings.ts';

const at = (seconds: number, sections: Partial<Sections> = {}) => ({
	...snapshotOf(sections),
	takenAt: new Date(now.getTime() + seconds * 1000),
});
const failed: Sections['indexes'] = {status: 'failed', error: {code: '57014', message: 'canceled'}};
const later = ok({...indexes, rows: []});

/** The settings come late, and the indexes fail at first. */
const course = [
	at(0, {
		settings: pending,
		indexes: failed,
		tables: {status: 'unsupported', code: 'none', facts: {}, reason: 'none'},
	}),
	at(2, {indexes: failed}),
	at(4),
	at(6, {indexes: later, settings: pending}),
];

const expectBeginning = (side: ReturnType<typeof lastOf> | undefined) => {
	expect(side?.at).toEqual(course[0]?.takenAt);
	expect(side?.section('settings')).toEqual(healthySections.settings);
	expect(side?.section('indexes')).toEqual(healthySections.indexes);
	expect(side?.section('tables')).toEqual({status: 'unsupported', code: 'none', facts: {}, reason: 'none'});
};

describe('the beginning', () => {
	it('has the first known value of each section of a session', () => {
		const beginning = createBeginning();
		expect(beginning.side()).toBeUndefined();
		for (const snapshot of course) beginning.add(snapshot);
		expectBeginning(beginning.side());
		expect(beginning.side()?.section('indexes')).toBe(beginning.side()?.section('indexes'));
		expect(beginning.side()?.section('sessions')).toEqual(pending);
	});

	it('has the first known values of a recording, and stops reading there', () => {
		const [live] = momentsOf(1);
		if (!live) throw new Error('There is one moment.');
		const recording = opened(recorded(course.map(snapshot => ({...live, snapshot, now: snapshot.takenAt}))));
		expectBeginning(firstOf(recording));
		let walked = 0;
		const walk = function* () {
			for (const moment of recording.walk()) {
				walked++;
				yield moment;
			}
		};
		firstOf({...recording, walk});
		expect(walked).toBe(3);
		expect(lastOf(recording).section('indexes')).toEqual(later);
		expect(comparedSections).not.toContain('server');
	});
});
