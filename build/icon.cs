// Draws the package's icon, layers on a rounded square: dotnet run build/icon.cs -- src/Containerize.Sdk/icon.png
using System.Buffers.Binary;
using System.IO.Compression;

const int Size = 128;
const int Samples = 4;

var rows = new byte[Size * (1 + (Size * 4))];
for (var y = 0; y < Size; y++)
{
    for (var x = 0; x < Size; x++)
    {
        Average(x, y).CopyTo(rows, (y * (1 + (Size * 4))) + 1 + (x * 4));
    }
}

using var png = File.Create(args[0]);
png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
var header = new byte[13];
BinaryPrimitives.WriteInt32BigEndian(header, Size);
BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Size);
(header[8], header[9]) = (8, 6);
Chunk("IHDR"u8, header);
Chunk("IDAT"u8, Compress(rows));
Chunk("IEND"u8, []);

// Edges are smooth because a pixel is the mean of several points.
static byte[] Average(int x, int y)
{
    var sum = new double[4];
    for (var i = 0; i < Samples * Samples; i++)
    {
        var (r, g, b, a) = ColorAt(x + (((i % Samples) + 0.5) / Samples), y + (((i / Samples) + 0.5) / Samples));
        (sum[0], sum[1], sum[2], sum[3]) = (sum[0] + (r * a), sum[1] + (g * a), sum[2] + (b * a), sum[3] + a);
    }

    var alpha = sum[3] == 0 ? 1 : sum[3];
    return [(byte)(sum[0] / alpha), (byte)(sum[1] / alpha), (byte)(sum[2] / alpha), (byte)(255 * sum[3] / (Samples * Samples))];
}

static (double R, double G, double B, double A) ColorAt(double x, double y)
{
    // From the top: a layer hides what is below it, and a gap of the background sets it off.
    for (var layer = 0; layer < 3; layer++)
    {
        var distance = (Math.Abs(x - 64) / 44) + (Math.Abs(y - (44 + (layer * 20))) / 22);
        if (distance <= 1)
        {
            return layer switch
            {
                0 => (255, 255, 255, 1),
                1 => (190, 215, 250, 1),
                _ => (125, 175, 240, 1),
            };
        }

        if (distance <= 1.16 && y > 44 + (layer * 20))
        {
            break;
        }
    }

    const double Radius = 24;
    var (dx, dy) = (Math.Max(Math.Abs(x - 64) - (64 - Radius), 0), Math.Max(Math.Abs(y - 64) - (64 - Radius), 0));
    return (28, 76, 160, (dx * dx) + (dy * dy) <= Radius * Radius ? 1 : 0);
}

static byte[] Compress(byte[] content)
{
    using var compressed = new MemoryStream();
    using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize))
    {
        zlib.Write(content);
    }

    return compressed.ToArray();
}

void Chunk(ReadOnlySpan<byte> type, byte[] content)
{
    Span<byte> number = stackalloc byte[4];
    BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
    png.Write(number);
    byte[] body = [.. type, .. content];
    png.Write(body);
    BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
    png.Write(number);
}

// PNG 1.2, appendix D.
static uint Crc(byte[] content)
{
    var crc = uint.MaxValue;
    foreach (var value in content)
    {
        crc ^= value;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 1 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }
    }

    return ~crc;
}
