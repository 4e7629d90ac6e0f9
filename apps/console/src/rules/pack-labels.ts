interface Pack {
  readonly effectiveFrom: string;
  readonly adoptedAt: string;
  readonly inForce: boolean;
  readonly retroactive?: string;
}

export type PackLabel = 'announced' | 'in-force' | 'retroactive';

/**
 * How a pack stands among those that were adopted, the latest first. By the one in force and not by the
 * browser's clock, because a trial's is another. The first law is none for days of another one.
 */
export const labelsOf = (packs: readonly Pack[], pack: Pack): readonly PackLabel[] => {
  const inForce = packs.find((one) => one.inForce);
  const isAnnounced = inForce !== undefined && pack.effectiveFrom > inForce.effectiveFrom;
  const isRetroactive =
    pack.retroactive !== undefined ||
    (pack.effectiveFrom < pack.adoptedAt && pack !== packs.at(-1));
  return [
    ...(isAnnounced ? (['announced'] as const) : []),
    ...(pack.inForce ? (['in-force'] as const) : []),
    ...(isRetroactive ? (['retroactive'] as const) : []),
  ];
};
