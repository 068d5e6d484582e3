import {Box, Text} from 'ink';

/**
Screen lines, one `Text` each, in a box of exactly `height`: a line too many or too few would make Ink repaint the whole
screen at every change. An empty line holds a blank, since Ink gives an empty text no height.
*/
export function Lines({lines, height, width}: {lines: readonly string[]; height: number; width: number}) {
	const shown = Array.from({length: height}, (_unused, index) => ({
		key: `line ${index}`,
		text: lines[index] || ' ',
	}));
	return (
		<Box flexDirection="column" height={height} width={width} flexShrink={0} overflow="hidden">
			{shown.map(({key, text}) => (
				<Text key={key} wrap="truncate">
					{text}
				</Text>
			))}
		</Box>
	);
}
