// Each line asks for something that one of the oldest browsers does not have.
structuredClone({});
Object.hasOwn({}, "a");
[1].findLast((one) => one);
class A { static { this.one = 1; } }
AbortSignal.timeout(5);
document.body.checkVisibility();
Promise.withResolvers();
/(?<=a)b/.test("ab");
navigator.userActivation;
