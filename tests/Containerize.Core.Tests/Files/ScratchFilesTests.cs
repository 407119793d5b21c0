using Containerize.Files;
using Containerize.Testing;

namespace Containerize.Core.Tests.Files;

[TestClass]
internal sealed class ScratchFilesTests
{
    [TestMethod]
    public void What_a_run_holds_or_locks_stays_until_it_ends()
    {
        using var directory = new TemporaryDirectory();
        var (held, locked) = (directory.Write("held", "content"), directory.PathOf("locked"));
        using (var scratch = new ScratchFiles(directory.PathOf("scratch")))
        {
            Assert.IsTrue(scratch.TryHold(held));
            Assert.IsFalse(scratch.TryHold(directory.PathOf("none")));
            scratch.Lock(locked);
            AtomicFile.RemoveUnheld(held);
            Assert.IsTrue(File.Exists(held));
            Assert.IsTrue(ScratchFiles.IsLocked(locked));
        }

        Assert.IsFalse(ScratchFiles.IsLocked(locked));
        Assert.IsFalse(File.Exists(locked));
        AtomicFile.RemoveUnheld(held);
        Assert.IsFalse(File.Exists(held));

        // What a killed run left counts for nothing.
        directory.Write("locked", "");
        Assert.IsFalse(ScratchFiles.IsLocked(locked));
    }
}
