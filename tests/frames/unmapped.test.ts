import {describe, expect, it} from 'vitest';
import {snapshotText} from '../../source/commands/text/snapshot.ts';
import type {Requests, Tenants} from '../../source/domain/requests/schema.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {scenarios} from '../helpers/fixtures.ts';
import {frameOf, uiOn} from '../helpers/render.ts';

/** A request log with only time, duration and tenant mapped. */
function unmapped(): Live {
	const {healthy} = scenarios;
	const {requests, tenants} = healthy.snapshot.sections;
	if (requests.status !== 'ok' || tenants.status !== 'ok') throw new Error('The scenario has no requests.');
	const requestsValue: Requests = {
		...requests.value,
		unmapped: ['status', 'user', 'path', 'server'],
		summary: {...requests.value.summary, errors: null},
		series: requests.value.series.map(point => ({...point, errors: null})),
		paths: [],
		servers: [],
	};
	const tenantsValue: Tenants = {
		...tenants.value,
		rows: tenants.value.rows.map(row => ({...row, errors: null, users: null})),
	};
	const sections = {
		...healthy.snapshot.sections,
		requests: {...requests, value: requestsValue},
		tenants: {...tenants, value: tenantsValue},
	};
	return {...healthy, snapshot: {...healthy.snapshot, sections}};
}

describe('unmapped columns', () => {
	const live = unmapped();

	it('are n/a with the reason on the requests pane', () => {
		const {text} = frameOf({live, ui: uiOn('requests')});
		expect(text).toContain('errors n/a (status not mapped)');
		expect(text).toContain('n/a: requests.columns.path is not mapped in the configuration.');
		expect(text).not.toContain('0.0 %');
	});

	it('are n/a for each tenant', () => {
		for (const pane of ['tenants', 'overview'] as const) {
			const {text} = frameOf({live, ui: uiOn(pane)});
			expect(text).toMatch(/acme .* n\/a/);
			expect(text).not.toMatch(/acme.* 0\.0 %/);
		}
	});

	it('are n/a in the text of a snapshot', () => {
		const text = snapshotText(live.snapshot, ['requests', 'tenants']);
		expect(text).toMatch(/errors +n\/a/);
		expect(text).toContain('n/a: requests.columns.path is not mapped in the configuration.');
		expect(text).not.toContain('0.0 %');
	});
});
