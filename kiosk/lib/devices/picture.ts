/** A drawing as the source of an image: as such nothing in it can run or call out. */
export const pictureOf = (svg: string): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
