using System.Globalization;
using System.Text;

namespace Containerize.Testing.Proxy;

/// <summary>
/// Follows the requests of one connection (RFC 9112): reads their heads line by line and skips their bodies, so that a
/// large body costs nothing. What is not HTTP/1 is let through and not counted.
/// </summary>
internal sealed class RequestFollower(TrafficCounter counter)
{
    private const int MaximumLine = 1 << 16;

    private readonly List<byte> _line = [];
    private Part _part = Part.RequestLine;
    private long _bodyLeft;
    private bool _isChunked;

    private enum Part
    {
        RequestLine,
        Header,
        Body,
        ChunkSize,
        ChunkEnd,
        Trailer,
        Unknown,
    }

    /// <summary>Takes the next bytes of the stream, cut anywhere.</summary>
    public void Follow(ReadOnlySpan<byte> bytes)
    {
        counter.Add(bytes.Length);
        while (!bytes.IsEmpty && _part != Part.Unknown)
        {
            bytes = bytes[(_part == Part.Body ? SkipBody(bytes) : ReadLine(bytes))..];
        }
    }

    private int SkipBody(ReadOnlySpan<byte> bytes)
    {
        var count = (int)Math.Min(bytes.Length, _bodyLeft);
        counter.AddBody(count);
        _bodyLeft -= count;
        if (_bodyLeft == 0)
        {
            _part = _isChunked ? Part.ChunkEnd : Part.RequestLine;
        }

        return count;
    }

    private int ReadLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var count = end < 0 ? bytes.Length : end + 1;
        _line.AddRange(bytes[..count]);
        if (end >= 0)
        {
            var line = Encoding.Latin1.GetString([.. _line]).TrimEnd('\r', '\n');
            _line.Clear();
            _part = Next(line);
        }
        else if (_line.Count > MaximumLine)
        {
            _part = Part.Unknown;
        }

        return count;
    }

    private Part Next(string line) =>
        _part switch
        {
            Part.RequestLine => Begin(line),
            Part.Header when line.Length > 0 => ReadHeader(line),
            Part.Header => _isChunked ? Part.ChunkSize
            : _bodyLeft > 0 ? Part.Body
            : Part.RequestLine,
            Part.ChunkSize => BeginChunk(line),
            Part.ChunkEnd => Part.ChunkSize,
            _ => line.Length > 0 ? Part.Trailer : Part.RequestLine,
        };

    private Part Begin(string line)
    {
        if (line.Length == 0)
        {
            return Part.RequestLine;
        }

        if (line.Split(' ') is not [var method, var target, "HTTP/1.1" or "HTTP/1.0"])
        {
            return Part.Unknown;
        }

        counter.AddRequest($"{method} {target}");
        (_bodyLeft, _isChunked) = (0, false);
        return Part.Header;
    }

    private Part ReadHeader(string line)
    {
        var colon = Math.Max(0, line.IndexOf(':', StringComparison.Ordinal));
        var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
        if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
        {
            return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _bodyLeft) ? Part.Header : Part.Unknown;
        }

        _isChunked |=
            name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)
            && value.EndsWith("chunked", StringComparison.OrdinalIgnoreCase);
        return Part.Header;
    }

    private Part BeginChunk(string line) =>
        !long.TryParse(line.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _bodyLeft)
            ? Part.Unknown
        : _bodyLeft > 0 ? Part.Body
        : Part.Trailer;
}
