using System.Text.Json;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// Reads <c>{"name": …, "tags": [ … ]}</c> piece by piece: some registries answer with all tags at once, and there may be many.
/// </summary>
internal static class TagListReader
{
    private const int BufferSize = 16 * 1024;

    /// <exception cref="FormatException">It is no list of tags.</exception>
    public static async Task ReadAsync(Stream body, Action<string> found, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        var (length, isLast) = (0, false);
        var progress = new Progress(found);
        while (!isLast)
        {
            var count = await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            isLast = count == 0;
            length += count;
            var consumed = progress.Read(buffer.AsSpan(0, length), isLast);
            if (consumed == 0 && length == buffer.Length)
            {
                throw new FormatException($"a list of tags with a name longer than {BufferSize} bytes");
            }

            buffer.AsSpan(consumed, length - consumed).CopyTo(buffer);
            length -= consumed;
        }
    }

    private sealed class Progress(Action<string> found)
    {
        private JsonReaderState _state;
        private bool _inTags;

        public int Read(ReadOnlySpan<byte> bytes, bool isLast)
        {
            try
            {
                var reader = new Utf8JsonReader(bytes, isLast, _state);
                while (reader.Read())
                {
                    switch (reader.TokenType)
                    {
                        case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                            _inTags = reader.ValueTextEquals("tags"u8);
                            break;
                        case JsonTokenType.String when _inTags && reader.CurrentDepth == 2:
                            found(reader.GetString()!);
                            break;
                    }
                }

                _state = reader.CurrentState;
                return (int)reader.BytesConsumed;
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                throw new FormatException("a list of tags that is not JSON", exception);
            }
        }
    }
}
