import {describeError} from '../../postgres/server-error.ts';
import type {UpkeepObjects} from '../../queries/upkeep/upkeep.ts';
import {type Obstacle, obstacle, type Section} from '../snapshot/section.ts';
import type {UpkeepKind} from './kinds.ts';
import type {Asker} from './rights.ts';
import type {UpkeepTask} from './schema.ts';
import {upkeepObstacle} from './words.ts';

/** What a task is worked out from, beside the parts: what of the pack is here, and who asks. */
export type TaskContext = {
	readonly objects: UpkeepObjects;
	readonly asker: Asker & {readonly inRecovery: boolean};
	readonly now: Date;
};

/** A task before it is known when it was last done. */
export type Draft = Omit<UpkeepTask, 'name' | 'lastAt' | 'lastUnknown' | 'obstacle' | 'grant'> & {
	readonly obstacle?: Obstacle | undefined;
	/** When it was last done, as far as its own table tells. */
	readonly knownAt?: Date | null;
	/** Why nothing tells that, where it may have been done without a note. */
	readonly lastWhy?: string;
};

/** A part of which nothing is known stands as one task that says why. */
export function unknown(kind: UpkeepKind, section: Section<unknown>): Draft {
	const reason = why(section) ?? 'it was not asked for';
	const grant = section.status === 'denied' ? section.grant : null;
	return {
		kind,
		target: '',
		state: 'unknown',
		detail: `n/a: ${reason}`,
		obstacle: obstacle(upkeepObstacle('unknown', {reason}), grant),
	};
}

/** A kind of which there is nothing to look after. */
export function none(kind: UpkeepKind, reason: string): Draft {
	return {
		kind,
		target: '',
		state: 'done',
		detail: reason,
		obstacle: obstacle(upkeepObstacle('nothing-due', {reason})),
	};
}

/** Why a part is not known; undefined where it is. */
export function why(section: Section<unknown>): string | undefined {
	switch (section.status) {
		case 'ok':
			return undefined;
		case 'pending':
			return 'not sampled yet';
		case 'unsupported':
		case 'denied':
			return section.reason.replace(/\.$/, '');
		case 'failed':
			return section.last ? undefined : describeError(section.error).replace(/\.$/, '');
	}
}
