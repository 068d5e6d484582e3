import {performance} from 'node:perf_hooks';
import type {Plan} from '../actions/engine/plan.ts';
import type {RunProgress} from '../actions/engine/progress.ts';
import type {Request} from '../actions/table.ts';
import {duration, plural} from '../format/quantities.ts';
import {NothingToDo, UserError} from '../postgres/errors.ts';
import type {Settings} from '../settings/settings.ts';
import {oneLine, sanitize} from '../terminal/sanitize.ts';
import type {Connected} from './connect.ts';
import {askToConfirm, planAction, runConfirmed} from './run-action.ts';
import {planText} from './text/plan.ts';

type Work<T> = (report: (detail: string) => void, progress: (step: string) => void) => Promise<T>;

/** Prints one line per phase: its progress, then a tick with its result. */
export type Phases = {
	run<T>(title: string, work: Work<T>): Promise<T>;
	/** Plans, confirms, runs and journals an action. Nothing to do counts as done. */
	act(title: string, connected: Connected, request: Request): Promise<void>;
	/** Reports a phase that has nothing to do, with the reason. */
	skip(title: string, detail: string): void;
};

/** @param asks shows each plan and asks for confirmation */
export function openPhases(settings: Settings, {asks}: {asks: boolean}): Phases {
	const [tick, cross] = settings.ascii ? ['ok', 'FAILED'] : ['✓', '✗'];
	const live = process.stderr.isTTY === true;
	/** Progress, rewritten by the next line; omitted without a terminal. */
	const show = (text: string) => {
		if (live) process.stderr.write(`\r\u001b[K${text}`);
	};
	const line = (text: string) => {
		show('');
		process.stdout.write(`${oneLine(text)}\n`);
	};

	async function run<T>(title: string, work: Work<T>): Promise<T> {
		const began = performance.now();
		let detail = '';
		show(`… ${title}`);
		try {
			const result = await work(
				text => {
					detail = `: ${text}`;
				},
				step => show(oneLine(sanitize(`… ${title}: ${step}`)).slice(0, (process.stderr.columns ?? 80) - 1)),
			);
			line(`${tick} ${title}${detail} (${duration(Math.round(performance.now() - began))})`);
			return result;
		} catch (error) {
			line(`${cross} ${title}`);
			throw error;
		}
	}

	return {
		run,
		skip: (title, detail) => line(`${tick} ${title}: ${detail}`),
		act: (title, connected, request) =>
			run(title, async (report, progress) => {
				const plan = await planAction(request, connected, settings);
				if (plan instanceof NothingToDo) {
					report(plan.message.replace(/\.$/, ''));
					return;
				}
				const options = {
					askUser: async (shown: Plan) => {
						if (!asks) return shown.typedWord;
						show('');
						process.stderr.write(`${planText(shown)}\n`);
						return askToConfirm(shown);
					},
					unchanged: 'nothing further was changed',
					report: (step: RunProgress) => progress(runningTitle(step)),
				};
				const ended = await runConfirmed(plan, connected, settings, options, end => end);
				if (ended.status !== 'done') throw new UserError(`${title}: ${ended.note ?? ended.status}`);
				report(plural(ended.units.length, 'step'));
			}),
	};
}

function runningTitle({units, waitingFor}: RunProgress): string {
	const number = units.findIndex(({state}) => state === 'running');
	const waits = waitingFor.length > 0 ? `, waiting for ${plural(waitingFor.length, 'session')}` : '';
	return `${number + 1} of ${units.length}, ${units[number]?.title ?? ''}${waits}`;
}
