import {UserError} from '../../postgres/errors.ts';
import {describeError, toServerError} from '../../postgres/server-error.ts';
import type {Travel} from '../../recording/travel.ts';
import type {Command, CommandContext} from '../command.ts';
import {info, problem} from '../reduce.ts';

const minuteMs = 60_000;

const travel = (to: Travel) => (context: CommandContext) => {
	const said = context.services.travel(to);
	context.dispatch(said === undefined ? {type: 'toast', toast: undefined} : info(said));
};

const inThePast = ({live}: CommandContext) =>
	live.past ? undefined : 'This is the present. "," steps back in time.';

/** Keys of the time machine: back to earlier samples, and forward again. */
export const timeCommands: readonly Command[] = [
	{
		id: 'time.back',
		keys: [','],
		title: 'previous sample',
		scope: 'global',
		palette: 'back in time',
		hint: [4, ({live}) => (live.past ? ', back' : '')],
		run: travel({samples: -1}),
	},
	{
		id: 'time.forward',
		keys: ['.'],
		title: 'next sample',
		scope: 'global',
		palette: 'forward in time',
		hint: [5, ({live}) => (live.past ? '. forward' : '')],
		disabled: inThePast,
		run: travel({samples: 1}),
	},
	{
		id: 'time.back-minute',
		keys: ['('],
		title: 'back 1 min',
		scope: 'global',
		palette: 'a minute back in time',
		hint: [6, ({live}) => (live.past ? '( a minute back' : '')],
		run: travel({ms: -minuteMs}),
	},
	{
		id: 'time.forward-minute',
		keys: [')'],
		title: 'forward 1 min',
		scope: 'global',
		palette: 'a minute forward in time',
		disabled: inThePast,
		run: travel({ms: minuteMs}),
	},
	{
		id: 'time.first',
		keys: [],
		title: 'oldest sample',
		scope: 'global',
		palette: 'oldest sample',
		run: travel('first'),
	},
	{
		id: 'time.last',
		keys: [],
		title: 'present, or last sample of a recording',
		scope: 'global',
		palette: 'present',
		disabled: inThePast,
		run: travel('last'),
	},
	{
		id: 'record',
		keys: ['R'],
		title: 'record to a file, or end that',
		scope: 'global',
		palette: 'record',
		hint: [8, ({live}) => (live.recording ? 'R end recording' : '')],
		disabled: ({live}) =>
			live.past?.agoMs === undefined && live.past ? 'This is a recording already.' : undefined,
		run({services, dispatch}) {
			services.record().then(
				said => dispatch(info(said)),
				(error: unknown) =>
					dispatch(problem(error instanceof UserError ? error.message : describeError(toServerError(error)))),
			);
		},
	},
];
