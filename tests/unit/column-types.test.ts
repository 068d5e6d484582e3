import {expect, it} from 'vitest';
import {typeServes} from '../../source/migrations/pack/columns.ts';

const states = ['open', 'closed'];

it.each<[wanted: string, found: string, serves: boolean, labels?: string[], foundLabels?: string[]]>([
	['character varying(255)', 'text', true],
	['character varying(255)', 'character varying(20)', true],
	['double precision', 'numeric(10,2)', true],
	['integer', 'bigint', true],
	['integer', 'text', false],
	['uuid', 'character varying(36)', true],
	['uuid', 'bigint', true],
	['uuid', 'double precision', false],
	['timestamp with time zone', 'timestamp without time zone', false],
	['timestamp with time zone', 'text', false],
	['jsonb', 'json', false],
	['jsonb', 'jsonb', true],
	['boolean', 'integer', false],
	['public.state', 'public.state', true, states, ['closed', 'open', 'half_open']],
	['public.state', 'public.state', false, states, ['OPEN', 'CLOSED']],
	['public.state', 'public.their_state', true, states, states],
	['public.state', 'text', true, states],
	['public.state', 'integer', false, states],
])('a column of %s is served by %s: %s', (wanted, found, serves, labels, foundLabels = undefined) => {
	expect(typeServes(wanted, labels, {type: found, labels: foundLabels ?? null})).toBe(serves);
});
