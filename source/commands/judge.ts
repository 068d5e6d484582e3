import {openAcknowledgements} from '../history/acknowledged.ts';
import type {Judge} from '../sampler/engine/merge.ts';
import type {Settings} from '../settings/settings.ts';

/** By what findings are judged: the thresholds of the configuration, and what is acknowledged on this host. */
export function judgeOf({thresholds, acknowledgedFile}: Settings) {
	return {thresholds, acknowledgements: openAcknowledgements(acknowledgedFile)} satisfies Judge;
}
