/** All tables of a study as files. */

import type { StudyView } from '../study/study-view.ts';
import { leaderboardOf } from './leaderboard.ts';
import { leaderboardFiles } from './leaderboard-files.ts';
import { metricsFiles } from './metrics-files.ts';
import type { TableFile } from './table-file.ts';

/** In every mode of repeats; none where nothing is ranked. */
export const tableFiles = (view: StudyView): TableFile[] =>
  view.modes.flatMap((mode) => {
    const board = leaderboardOf(view, mode);
    return [...(board ? leaderboardFiles(view, board) : []), ...metricsFiles(view, mode)];
  });
