using System.Buffers.Binary;
using Containerize.Layers;
using Containerize.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Containerize.Core.Tests.Layers;

[TestClass]
internal sealed class FileModesTests
{
    private const ushort Executable = 2;
    private const ushort Shared = 3;
    private const uint Dynamic = 2;
    private const uint Interpreter = 3;
    private const uint Flags1 = 0x6ffffffb;
    private const uint Pie = 0x08000000;

    [TestMethod]
    [DataRow("", FileModes.Data)]
    [DataRow("text", FileModes.Data)]
    [DataRow("#", FileModes.Data)]
    [DataRow(" #!/bin/sh", FileModes.Data)]
    [DataRow("#!/bin/sh\nexit", FileModes.Executable)]
    [DataRow("#!", FileModes.Executable)]
    [DataRow("\u007fELF", FileModes.Data)]
    [DataRow("MZ a managed assembly", FileModes.Data)]
    public void Text_is_data_unless_it_is_a_script(string text, int mode) =>
        Assert.AreEqual(mode, ModeOf(System.Text.Encoding.UTF8.GetBytes(text)));

    [TestMethod]
    [DataRow(true, true)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    [DataRow(false, false)]
    public void Programs_are_executable_and_libraries_are_not(bool is64Bit, bool isLittleEndian)
    {
        var elf = new ElfSample(is64Bit, isLittleEndian);
        Assert.AreEqual(FileModes.Executable, ModeOf(elf.Create(Executable)), "static");
        Assert.AreEqual(
            FileModes.Executable,
            ModeOf(elf.Create(Shared, [(1, []), (Interpreter, [])])),
            "position-independent, loaded by an interpreter"
        );
        Assert.AreEqual(
            FileModes.Executable,
            ModeOf(elf.Create(Shared, [(1, []), (Dynamic, [5, 1, Flags1, Pie | 1])])),
            "position-independent and static"
        );
        Assert.AreEqual(FileModes.Data, ModeOf(elf.Create(Shared, [(1, []), (Dynamic, [5, 1, Flags1, 1])])), "library with flags");
        Assert.AreEqual(
            FileModes.Data,
            ModeOf(elf.Create(Shared, [(Dynamic, [Pie, Pie, 0, 0])])),
            "library with the flag's value elsewhere"
        );
        Assert.AreEqual(FileModes.Data, ModeOf(elf.Create(Shared, [(1, []), (6, [])])), "library");
        Assert.AreEqual(FileModes.Data, ModeOf(elf.Create(Shared)), "library without segments");
        Assert.AreEqual(FileModes.Data, ModeOf(elf.Create(1)), "object file");
        Assert.AreEqual(FileModes.Data, ModeOf(elf.Create(4)), "core dump");
    }

    [TestMethod]
    public void A_truncated_program_is_data_or_program_and_never_a_failure()
    {
        var whole = new ElfSample(Is64Bit: true, IsLittleEndian: true).Create(Shared, [(1, []), (Dynamic, [Flags1, Pie])]);
        Assert.AreEqual(FileModes.Executable, ModeOf(whole));
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.AreEqual(FileModes.Data, ModeOf(whole[..length]), $"{length} bytes");
        }
    }

    [TestMethod]
    public void Damaged_headers_never_make_it_fail() =>
        Prop.ForAll(
                (
                    from is64Bit in Gen.Elements(true, false)
                    from position in Gen.Choose(4, 150)
                    from value in Gen.Choose(0, 255)
                    from width in Gen.Choose(1, 8)
                    select (is64Bit, position, value, width)
                ).ToArbitrary(),
                damage =>
                {
                    var bytes = new ElfSample(damage.is64Bit, IsLittleEndian: true).Create(Shared, [(1, []), (Dynamic, [Flags1, Pie])]);
                    bytes.AsSpan(Math.Min(damage.position, bytes.Length - damage.width), damage.width).Fill((byte)damage.value);
                    return ModeOf(bytes) is FileModes.Data or FileModes.Executable;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Real_programs_are_executable_and_real_libraries_are_not()
    {
        Assert.AreEqual(FileModes.Executable, ModeOf(await File.ReadAllBytesAsync("/bin/sh")));
        Assert.AreEqual(FileModes.Executable, ModeOf(await File.ReadAllBytesAsync(Environment.ProcessPath!)));
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var libraries = Directory.GetFiles(runtime, "*.so");
        Assert.IsNotEmpty(libraries);
        foreach (var library in libraries)
        {
            Assert.AreEqual(FileModes.Data, ModeOf(await File.ReadAllBytesAsync(library)), library);
        }

        Assert.AreEqual(FileModes.Data, ModeOf(await File.ReadAllBytesAsync(typeof(object).Assembly.Location)));
    }

    /// <summary>What a compiler makes, where there is one: the bytes above are only what this test believes of it.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow("-static-pie", FileModes.Executable)]
    [DataRow("-static", FileModes.Executable)]
    [DataRow("-pie", FileModes.Executable)]
    [DataRow("-no-pie", FileModes.Executable)]
    [DataRow("-shared -fPIC", FileModes.Data)]
    [DataRow("-c", FileModes.Data)]
    public async Task What_a_compiler_makes_gets_its_mode(string options, int mode)
    {
        using var directory = new TemporaryDirectory();
        var source = directory.Write("main.c", "int main(void) { return 0; }");
        var output = directory.PathOf("output");
        if (!Programs.TryRun("cc", [.. options.Split(' '), "-o", output, source], out _))
        {
            Assert.Inconclusive("There is no working C compiler here.");
        }

        Assert.AreEqual(mode, ModeOf(await File.ReadAllBytesAsync(output)));
    }

    private static int ModeOf(byte[] content) =>
        FileModes.FromContent(content.AsSpan(0, Math.Min(content.Length, FileModes.HeadLength)), (buffer, offset) =>
        {
            var part = offset >= content.Length ? [] : content.AsSpan((int)offset);
            part = part[..Math.Min(part.Length, buffer.Length)];
            part.CopyTo(buffer);
            return part.Length;
        });

    /// <summary>The smallest files that have what the format's header, program headers and dynamic section say.</summary>
    private sealed record ElfSample(bool Is64Bit, bool IsLittleEndian)
    {
        private int WordLength => Is64Bit ? 8 : 4;

        private int HeaderLength => Is64Bit ? 64 : 52;

        private int EntryLength => Is64Bit ? 56 : 32;

        public byte[] Create(ushort type, params (uint Type, uint[] Words)[] segments)
        {
            var content = HeaderLength + (segments.Length * EntryLength);
            var bytes = new byte[Math.Max(64, content + segments.Sum(segment => segment.Words.Length * WordLength))];
            "\u007fELF"u8.CopyTo(bytes);
            (bytes[4], bytes[5]) = ((byte)(Is64Bit ? 2 : 1), (byte)(IsLittleEndian ? 1 : 2));
            Write(bytes, 16, 2, type);
            Write(bytes, Is64Bit ? 32 : 28, WordLength, (ulong)HeaderLength);
            Write(bytes, Is64Bit ? 54 : 42, 2, (ulong)EntryLength);
            Write(bytes, Is64Bit ? 56 : 44, 2, (ulong)segments.Length);
            for (var index = 0; index < segments.Length; index++)
            {
                var (kind, words) = segments[index];
                var entry = HeaderLength + (index * EntryLength);
                Write(bytes, entry, 4, kind);
                Write(bytes, entry + (Is64Bit ? 8 : 4), WordLength, (ulong)content);
                Write(bytes, entry + (Is64Bit ? 32 : 16), WordLength, (ulong)(words.Length * WordLength));
                foreach (var word in words)
                {
                    Write(bytes, content, WordLength, word);
                    content += WordLength;
                }
            }

            return bytes;
        }

        private void Write(byte[] bytes, int offset, int length, ulong value)
        {
            Span<byte> whole = stackalloc byte[8];
            if (IsLittleEndian)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(whole, value);
                whole[..length].CopyTo(bytes.AsSpan(offset));
            }
            else
            {
                BinaryPrimitives.WriteUInt64BigEndian(whole, value);
                whole[^length..].CopyTo(bytes.AsSpan(offset));
            }
        }
    }
}
