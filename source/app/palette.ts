import type {Command} from './command.ts';

/** Commands whose name starts with the text, then contains it, then contains its letters in order. */
export function paletteMatches(text: string, offered: readonly Command[]): readonly Command[] {
	const wanted = text.trim().toLowerCase();
	const named = offered.filter(({palette}) => palette !== undefined);
	const rank = (name: string) => {
		if (name.startsWith(wanted)) return 0;
		if (name.includes(wanted)) return 1;
		return hasLetters(name, wanted) ? 2 : 3;
	};
	return named
		.map(command => ({command, rank: rank(command.palette ?? '')}))
		.filter(match => match.rank < 3)
		.sort((a, b) => a.rank - b.rank)
		.map(({command}) => command);
}

function hasLetters(name: string, letters: string): boolean {
	let at = 0;
	for (const letter of letters) {
		at = name.indexOf(letter, at) + 1;
		if (at === 0) return false;
	}
	return true;
}
