using System.Globalization;
using System.Text;

namespace Containerize.Benchmarks.Scale;

/// <summary>
/// A publish folder of any size, the same every time: 100,000 files in 3 GB, most of them small and a few large; a third
/// each text, machine code and what does not compress.
/// </summary>
internal static class GeneratedFolder
{
    public const string EntryFile = "App.dll";

    private const double BytesPerFile = 3e9 / 100_000;

    // 49 of 50 files have a third of the bytes.
    private const int LargeEvery = 50;
    private const double SmallPart = 1.0 / 3 * LargeEvery / (LargeEvery - 1);
    private const double LargePart = 2.0 / 3 * LargeEvery;
    private const int FilesPerFolder = 250;
    private const int PoolLength = 1 << 23;

    /// <param name="folder">A new folder.</param>
    /// <param name="gigabytes">Of files, within a few percent.</param>
    /// <param name="count">How many files; null for one for each 30 kB.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many files there are, and their bytes.</returns>
    public static async Task<(int Files, long Bytes)> WriteAsync(
        string folder,
        double gigabytes,
        int? count,
        CancellationToken cancellationToken
    )
    {
        var pools = new[] { Text(), Code(), Noise() };
        var files = count ?? (int)Math.Round(gigabytes * 1e9 / BytesPerFile);
        var average = gigabytes * 1e9 / files;
        var lengths = new long[files];
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, files, options, async (index, token) =>
        {
            // Each file draws its own numbers, so the order in which they are written does not matter.
            var random = Seeded(index);
            var mean = average * (index % LargeEvery == 0 ? LargePart : SmallPart);
            var length = (int)(mean * (0.5 + random.NextDouble()));
            var pool = pools[random.Next(pools.Length)];
            var content = new byte[length];
            pool.AsSpan(random.Next(PoolLength - length), length).CopyTo(content);
            BitConverter.TryWriteBytes(content, index); // no two are equal
            lengths[index] = length;

            var path = Path.Combine(folder, NameOf(index));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, content, token);
        });
        return (files, lengths.Sum());
    }

    // Half of them application, half static content, which are layers of their own.
    private static string NameOf(int index) =>
        index == 0
            ? EntryFile
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{(index % 2 == 0 ? "data" : "wwwroot")}/{index / FilesPerFolder:000}/file-{index:000000}"
            );

    private static byte[] Text()
    {
        var random = Seeded(-1);
        var words = Enumerable
            .Range(0, 5000)
            .Select(_ => new string([.. Enumerable.Range(0, 2 + random.Next(9)).Select(_ => (char)('a' + random.Next(26)))]))
            .ToArray();
        var text = new StringBuilder();
        while (text.Length < PoolLength)
        {
            text.Append(words[(int)(words.Length * Math.Pow(random.NextDouble(), 3))]).Append(random.Next(12) == 0 ? ",\n" : " ");
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, PoolLength));
    }

    /// <summary>About as compressible as assemblies: few different bytes, in pieces that come again.</summary>
    private static byte[] Code()
    {
        var random = Seeded(-2);
        var code = new byte[PoolLength];
        for (var offset = 0; offset < code.Length; )
        {
            var piece = code.AsSpan(offset, Math.Min(4 + random.Next(24), code.Length - offset));
            var back = 1 + random.Next(16_000);
            if (random.Next(5) < 2 && offset > back + piece.Length)
            {
                code.AsSpan(offset - back - piece.Length, piece.Length).CopyTo(piece);
            }
            else
            {
                foreach (ref var value in piece)
                {
                    value = (byte)(256 * Math.Pow(random.NextDouble(), 2));
                }
            }

            offset += piece.Length;
        }

        return code;
    }

    private static byte[] Noise()
    {
        var noise = new byte[PoolLength];
        Seeded(-3).NextBytes(noise);
        return noise;
    }

#pragma warning disable CA5394 // Content that has to come out the same each time.
    private static Random Seeded(int seed) => new(seed);
#pragma warning restore CA5394
}
