import {describe, expect, it} from 'vitest';
import {indexShape, plainExpression, sameIndex, servesAs} from '../../source/migrations/pack/index-shape.ts';
import type {PackIndex} from '../../source/queries/registry/pack-objects.ts';

const key = (text: string, more: Partial<PackIndex['keys'][number]> = {}) => ({
	text,
	opclass: null,
	collation: null,
	descending: false,
	nullsFirst: false,
	...more,
});

const index: PackIndex = {
	name: 'public.one',
	sqlName: 'public.one',
	table: 'public.t',
	partitioned: false,
	method: 'btree',
	unique: false,
	keys: [key('a'), key('b', {descending: true, nullsFirst: true})],
	include: ['c'],
	predicate: '(d IS NOT NULL)',
	options: [],
	valid: true,
	immediate: true,
	ofConstraint: false,
	building: false,
	columns: ['a', 'b', 'c', 'd'],
};

describe('a normalized expression', () => {
	it.each([
		["((status)::text = 'pending'::text)", "(status = 'pending'::public.state)"],
		["(status = 'a b'::text)", '(status = \'a b\'::public."My state")'],
		[
			"(health_status = ANY (ARRAY['healthy'::public.registry_health_status, 'degraded'::public.registry_health_status]))",
			"((health_status)::text = ANY ((ARRAY['healthy'::character varying, 'degraded'::character varying])::text[]))",
		],
		// As 13 and 18 write it.
		["((timezone('UTC'::text, request_time))::date)", "(((request_time AT TIME ZONE 'UTC'::text))::date)"],
	])('%s is %s', (one, other) => {
		expect(plainExpression(one)).toBe(plainExpression(other));
	});

	it.each([
		["(request_time AT TIME ZONE 'UTC'::text)", "((request_time AT TIME ZONE 'UTC'::text))::date"],
		['(a AND (b OR c))', '((a AND b) OR c)'],
		["(status = 'open'::text)", "(status = 'Open'::text)"],
		['(status_code < 400)', '(status_code > 400)'],
	])('%s is not %s', (one, other) => {
		expect(plainExpression(one)).not.toBe(plainExpression(other));
	});
});

describe('an index', () => {
	const shape = indexShape(index);
	it.each<[string, Partial<PackIndex>]>([
		['columns', {keys: [key('a'), key('x', {descending: true, nullsFirst: true})]}],
		['their order', {keys: [...index.keys].toReversed()}],
		['the direction', {keys: [key('a'), key('b')]}],
		['where NULL goes', {keys: [key('a'), key('b', {descending: true})]}],
		['an operator class', {keys: [key('a', {opclass: 'text_pattern_ops'}), ...index.keys.slice(1)]}],
		['a collation', {keys: [key('a', {collation: 'C'}), ...index.keys.slice(1)]}],
		['INCLUDE', {include: []}],
		['the predicate', {predicate: null}],
		['the method', {method: 'hash'}],
	])('differs by %s', (_what, change) => {
		const other = indexShape({...index, ...change});
		expect(sameIndex(shape, other)).toBe(false);
		expect(servesAs(shape, other)).toBe(false);
	});

	it('is equal under any name and with any storage parameters', () => {
		expect(sameIndex(shape, indexShape({...index, name: 'public.two', options: ['fillfactor=70']}))).toBe(
			true,
		);
	});

	it('can be replaced by a unique one, but not the other way round', () => {
		const unique = indexShape({...index, unique: true});
		expect(sameIndex(shape, unique)).toBe(false);
		expect(servesAs(shape, unique)).toBe(true);
		expect(servesAs(unique, shape)).toBe(false);
	});
});
