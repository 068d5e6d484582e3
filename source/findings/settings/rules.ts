import {type FindingDraft, type Judged, titled} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {coder} from '../../format/coded.ts';
import {plural} from '../../format/quantities.ts';
import {judged} from '../known.ts';

const settingFinding = coder({
	'pending-restart': ({parameters}: {parameters: readonly string[]}) =>
		`${plural(parameters.length, 'server parameter')} pending restart: ${parameters.join(', ')}`,
});

/** Server parameters whose new value in the file needs a restart. */
export function restartRule({settings}: Sections): Judged {
	return judged('pending-restart', settings, ({rows}): FindingDraft[] => {
		const waiting = rows.filter(({pendingRestart}) => pendingRestart).map(({name}) => name);
		if (waiting.length === 0) return [];
		return [
			{
				id: 'pending-restart',
				rule: 'pending-restart',
				severity: 'info',
				...titled(settingFinding('pending-restart', {parameters: waiting})),
				pane: 'settings',
				row: waiting[0] ?? null,
				help: 'The new values apply from the next restart, planned or not.',
			},
		];
	});
}
