import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';

import { mayCall } from '../session/allowed.js';
import { assetIn, boardOf, useBoard } from './board.js';
import { KnownBar } from './known-bar.js';

/** The time of the board, on a page that follows it; nothing for who reads no board. */
export const TimeBar = () => (mayCall('GET', '/supervision/v1/board') ? <BoardTime /> : null);

const BoardTime = () => {
  const search = useSearch({ from: '__root__' });
  const { data } = useBoard(assetIn(search), search);
  const board = useMemo(() => data && boardOf(data), [data]);
  return board && <KnownBar board={board} />;
};
