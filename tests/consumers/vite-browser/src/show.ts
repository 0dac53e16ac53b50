/** Puts the answer on the page, for a person and for ../test.js. */
export function show(answer: Promise<object>): void {
  const place = document.querySelector("#facts");
  if (place === null) throw new Error("The page has no place for facts");
  answer.then(
    (facts) => (place.textContent = JSON.stringify(facts)),
    (error: unknown) => {
      place.textContent = String(error);
      console.error(error);
    },
  );
}
