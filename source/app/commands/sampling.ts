import type {PaneId} from '../../domain/snapshot/panes.ts';
import type {Command, CommandContext} from '../command.ts';
import {info} from '../reduce.ts';

const steps = [0.5, 1, 2, 3, 5, 10, 30, 60];

const asRecorded = 'This is a past sample. Esc returns to the present.';

/** Panes that depend on the time window. */
const windowed: ReadonlySet<PaneId> = new Set(['overview', 'requests', 'tenants']);

function changeInterval({live, services, dispatch}: CommandContext, direction: 1 | -1): void {
	if (live.past) {
		dispatch(info(services.changeSpeed(direction === 1 ? -1 : 1)));
		return;
	}
	const seconds = live.intervalMs / 1000;
	const next =
		direction === 1 ? steps.find(step => step > seconds) : steps.toReversed().find(step => step < seconds);
	if (next === undefined) return;
	services.setIntervalMs(next * 1000);
	dispatch(info(`sampling every ${next} s`));
}

/** Keys of the sampling interval and the time window. */
export const samplingCommands: readonly Command[] = [
	{
		id: 'window',
		keys: ['t'],
		title: 'time window of requests and tenants: 1, 6 or 24 h',
		scope: 'global',
		palette: 'time window',
		hint: [7, ({ui}) => (windowed.has(ui.pane) ? 't time window' : '')],
		disabled: ({live}) => (live.past ? asRecorded : undefined),
		run({live, services, dispatch}) {
			const hours = live.windowHours === 1 ? 6 : live.windowHours === 6 ? 24 : 1;
			services.setWindowHours(hours);
			dispatch(info(`requests and tenants of the last ${hours} h`));
		},
	},
	{
		id: 'pause',
		keys: ['p'],
		title: 'pause or resume; in the past, play or stop',
		scope: 'global',
		palette: 'pause',
		hint: [
			8,
			({live: {past, paused}}) =>
				past ? (past.speed === undefined ? 'p play' : 'p stop') : paused ? 'p resume' : 'p pause',
		],
		run: ({live, services}) => (live.past ? services.play() : services.pause(!live.paused)),
	},
	{
		id: 'slower',
		keys: ['+'],
		title: 'longer interval; in the past, slower playback',
		scope: 'global',
		palette: 'longer interval',
		run: context => changeInterval(context, 1),
	},
	{
		id: 'faster',
		keys: ['-'],
		title: 'shorter interval; in the past, faster playback',
		scope: 'global',
		palette: 'shorter interval',
		run: context => changeInterval(context, -1),
	},
	{
		id: 'refresh',
		keys: ['r'],
		title: 'sample now',
		scope: 'global',
		palette: 'sample now',
		disabled: ({live}) => (live.past ? asRecorded : undefined),
		run({services, dispatch}) {
			services.refresh();
			dispatch(info('sampling'));
		},
	},
];
