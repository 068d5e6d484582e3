import {describe, expect, it} from 'vitest';
import {encodeSnapshot, snapshotSchema} from '../../source/domain/snapshot/schema.ts';
import {failed, pending, type Section, shownValue} from '../../source/domain/snapshot/section.ts';
import {createStore} from '../../source/domain/snapshot/store.ts';
import {hostileSnapshot, scenarios, snapshotOf, timeout} from '../helpers/fixtures.ts';
import {ago, now} from '../helpers/fixtures-sections.ts';

const good: Section<number> = {status: 'ok', value: 1, sampledAt: ago(2), tookMs: 1};
const denied: Section<number> = {status: 'denied', code: 'none', facts: {}, reason: 'no', grant: 'GRANT'};
const before: Section<number> = {status: 'failed', error: timeout, last: {value: 2, sampledAt: ago(60)}};

describe('shownValue', () => {
	it.each([
		['pending', pending, undefined],
		['ok', good, 1],
		['unsupported', {status: 'unsupported', code: 'none', facts: {}, reason: ''}, undefined],
		['denied', denied, undefined],
		['failed after it was good', before, 2],
		['failed at once', {status: 'failed', error: timeout}, undefined],
	] as Array<[string, Section<number>, number | undefined]>)('for %s', (_what, section, value) => {
		expect(shownValue(section)?.value).toBe(value);
	});
});

describe('failed', () => {
	it('keeps the last good value with its own age', () => {
		expect(failed(timeout, good)).toEqual({
			status: 'failed',
			error: timeout,
			last: {value: 1, sampledAt: ago(2)},
		});
	});

	it('keeps the last good value and its age over a second failure', () => {
		expect(failed(timeout, before)).toEqual(before);
	});

	it.each([pending, denied] as Array<Section<number>>)('keeps no value of %o', section => {
		expect(failed(timeout, section)).toEqual({status: 'failed', error: timeout});
	});
});

describe('the snapshot as JSON', () => {
	it.each(Object.keys(scenarios) as Array<keyof typeof scenarios>)('comes back the same: %s', name => {
		const {snapshot} = scenarios[name];
		const json = JSON.parse(JSON.stringify(encodeSnapshot(snapshot))) as unknown;
		expect(snapshotSchema.parse(json)).toEqual(snapshot);
	});

	it('has times as ISO strings', () => {
		expect(encodeSnapshot(snapshotOf())).toMatchObject({takenAt: now.toISOString()});
	});

	it('holds no control characters: it may be printed to a terminal', () => {
		expect(JSON.stringify(encodeSnapshot(hostileSnapshot()))).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
	});
});

describe('createStore', () => {
	it('notifies every subscriber of a new value, and none of an equal one', () => {
		const store = createStore(1);
		const heard: string[] = [];
		store.subscribe(() => heard.push(`a${store.get()}`));
		const leave = store.subscribe(() => heard.push(`b${store.get()}`));
		store.set(2);
		store.set(2);
		leave();
		store.set(3);
		expect(heard).toEqual(['a2', 'b2', 'a3']);
	});

	it('returns the same value until another is set, or React would draw forever', () => {
		const value = {};
		const store = createStore(value);
		expect(store.get()).toBe(value);
	});
});
