import {hostname} from 'node:os';
import {describeError} from '../../postgres/server-error.ts';
import type {JournalStory} from './journal-story.ts';

/** How it ended, in a word or two; of what never said so, that this is all that is known. */
export function outcomeWords({outcome, ended}: JournalStory): string {
	if (outcome === 'started') return 'running';
	return outcome === 'interrupted' && !ended ? 'no end' : outcome;
}

/** The same with what is known of the process that began it. */
export function outcomeSentence(story: JournalStory): string {
	if (story.outcome !== 'interrupted' || story.ended) return outcomeWords(story);
	const {host} = story.begun.who;
	return `no end recorded (${host === hostname() ? 'process gone' : `begun on ${host}`})`;
}

/** What was said at its end, in full: of an index that a failed drop left INVALID, say, with what brings it back. */
export function outcomeNote({ended}: JournalStory): string | undefined {
	return ended?.result ?? (ended?.error && describeError(ended.error));
}
