import type {CodedBy} from '../../format/coded.ts';
import {describeError} from '../../postgres/server-error.ts';
import type {UpkeepObjects} from '../../queries/upkeep/upkeep.ts';
import {type Obstacle, obstacle, type Section} from '../snapshot/section.ts';
import type {UpkeepKind} from './kinds.ts';
import type {Asker} from './rights.ts';
import type {UpkeepTask} from './schema.ts';
import {type lastWords, taskWord, type taskWords, upkeepObstacle} from './words.ts';

/** Inputs of tasks besides the parts: the objects of the pack, and the role that asks. */
export type TaskContext = {
	readonly objects: UpkeepObjects;
	readonly asker: Asker & {readonly inRecovery: boolean};
	readonly now: Date;
};

type Detail = CodedBy<typeof taskWords>;

/** A task before the time of its last run is known. */
export type Draft = Pick<UpkeepTask, 'kind' | 'target' | 'state'> & {
	readonly detail: Detail;
	/** Further facts, for the detail view. */
	readonly remarks?: readonly Detail[];
	readonly obstacle?: Obstacle | undefined;
	/** When it was last done, according to its own table. */
	readonly knownAt?: Date | null;
	/** Why the last time is unknown, if it may have been done without a note. */
	readonly lastWhy?: CodedBy<typeof lastWords>;
};

/** The task that stands for a part that could not be read. */
export function unknown(kind: UpkeepKind, section: Section<unknown>): Draft {
	const reason = why(section) ?? 'not sampled';
	const grant = section.status === 'denied' ? section.grant : null;
	return {
		kind,
		target: '',
		state: 'unknown',
		detail: taskWord('unknown', {reason}),
		obstacle: obstacle(upkeepObstacle('unknown', {reason}), grant),
	};
}

/** The task of a kind without objects. */
export function none(kind: UpkeepKind, code: 'no-partitioned-table' | 'no-policy' | 'no-view'): Draft {
	const detail = taskWord(code);
	return {
		kind,
		target: '',
		state: 'done',
		detail,
		obstacle: obstacle(upkeepObstacle('no-object', {reason: detail.text})),
	};
}

/** Why a part has no value; undefined if it has one. */
export function why(section: Section<unknown>): string | undefined {
	switch (section.status) {
		case 'ok':
			return undefined;
		case 'pending':
			return 'not sampled yet';
		case 'unsupported':
		case 'denied':
			return section.reason;
		case 'failed':
			return section.last ? undefined : describeError(section.error);
	}
}
