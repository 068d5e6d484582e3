import {expect} from 'vitest';
import {bodyInput, bodyView} from '../../source/app/view.ts';
import type {Finding} from '../../source/domain/findings/finding.ts';
import {sectionIds} from '../../source/domain/snapshot/sections.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import type {ConnectionSettings} from '../../source/settings/connection.ts';
import type {Thresholds} from '../../source/settings/thresholds.ts';
import {plainSkin, uiOn} from './render.ts';
import {type Sampled, sample} from './scenario-sampler.ts';

/** A sampler to which every pane is on screen, so that each rule looks at what is so now. */
export async function watch(
	connection: ConnectionSettings,
	thresholds: Partial<Thresholds> = {},
	more: Pick<NonNullable<Parameters<typeof sample>[1]>, 'requests'> = {},
): Promise<Sampled> {
	// Below 15 the server takes a while to write its counters down: at a shorter interval the budget lets them be read too seldom.
	const sampled = await sample(connection, {...more, thresholds, intervalMs: 500});
	sampled.sampler.show(sectionIds);
	await sampled.live(({snapshot: {sections}}) => sectionIds.every(id => sections[id].status !== 'pending'));
	return sampled;
}

/** Waits until a sample is so. */
export async function sampledUntil(sampled: Sampled, fits: (live: Live) => boolean): Promise<Live> {
	return asked(sampled, fits, false);
}

/** Expensive topics are read seldom, so waiting for one requests a new sample, except for counters, which would lose their rates. */
async function asked(
	{sampler, live: until}: Sampled,
	fits: (live: Live) => boolean,
	counted: boolean,
): Promise<Live> {
	let last = 0;
	const seen = until(live => {
		if (fits(live)) return true;
		if (!counted && Date.now() - last > 300) {
			sampler.refresh();
			last = Date.now();
		}
		return false;
	});
	return seen.catch(() => {
		const {rows, unknown} = sampler.live.snapshot.findings;
		const titles = rows.map(({id, title}) => `${id}: ${title}`);
		const blind = unknown.filter(item => item.blind).map(({rule, reason}) => `${rule}: ${reason}`);
		throw new Error(`Not so in time. The last findings were:\n${[...titles, ...blind].join('\n')}`);
	});
}

/**
Waits for the finding and looks at all that each must have: since when, what would help, and the row that it leads to, which
must stand in the list of its pane.
@param counted it is told by the rates of a counter
*/
export async function found(
	sampled: Sampled,
	fits: (finding: Finding) => boolean,
	counted = false,
): Promise<{finding: Finding; live: Live}> {
	const live = await asked(sampled, ({snapshot}) => snapshot.findings.rows.some(fits), counted);
	const finding = live.snapshot.findings.rows.find(fits) as Finding;
	expect(finding.help, finding.id).toEqual(expect.any(String));
	expect(finding.since.getTime(), finding.id).toBeLessThanOrEqual(live.snapshot.takenAt.getTime());
	if (finding.row !== null) expect(rowsOf(live, finding.pane), finding.id).toContain(finding.row);
	return {finding, live};
}

/** Waits until there is none such any more. */
export async function gone(sampled: Sampled, fits: (finding: Finding) => boolean): Promise<void> {
	await asked(sampled, ({snapshot}) => !snapshot.findings.rows.some(fits), false);
}

const size = {width: 120, height: 40};

function rowsOf(live: Live, pane: Finding['pane']): string[] {
	const {list} = bodyView(
		bodyInput({live, ui: uiOn(pane), beside: {stories: [], journalFile: ''}}),
		size,
		plainSkin,
	);
	return list ? list.model.rows.map(row => list.model.id(row)) : [];
}
