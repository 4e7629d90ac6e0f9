/** Has the browser save a text: a link cannot carry a token. */
export const saveFile = (text: string, type: string, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
};
