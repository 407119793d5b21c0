using System.Text;

namespace Containerize.Builders;

/// <summary>
/// Reads BuildKit's progress as the engine's API gives it, without a session: <c>moby.buildkit.trace</c>. Source: BuildKit,
/// api/services/control/control.proto, "StatusResponse".
/// </summary>
internal static class BuildKitTrace
{
    /// <exception cref="FormatException">It is no such message.</exception>
    public static void Read(ReadOnlySpan<byte> response, BuildProgress progress)
    {
        var fields = new ProtobufReader(response);
        while (fields.Read())
        {
            switch (fields.Field)
            {
                case 1:
                    ReadVertex(fields.Bytes, progress);
                    break;
                case 3:
                    ReadLog(fields.Bytes, progress);
                    break;
            }
        }
    }

    private static void ReadVertex(ReadOnlySpan<byte> vertex, BuildProgress progress)
    {
        var (id, name, error) = ("", "", "");
        var isCached = false;
        (double? started, double? completed) = (null, null);
        var fields = new ProtobufReader(vertex);
        while (fields.Read())
        {
            switch (fields.Field)
            {
                case 1:
                    id = Text(fields.Bytes);
                    break;
                case 3:
                    name = Text(fields.Bytes);
                    break;
                case 4:
                    isCached = fields.Number != 0;
                    break;
                case 5:
                    started = Seconds(fields.Bytes);
                    break;
                case 6:
                    completed = Seconds(fields.Bytes);
                    break;
                case 7:
                    error = Text(fields.Bytes);
                    break;
            }
        }

        progress.Update(id, name, isCached, started, completed, error);
    }

    private static void ReadLog(ReadOnlySpan<byte> log, BuildProgress progress)
    {
        var (id, text) = ("", "");
        var fields = new ProtobufReader(log);
        while (fields.Read())
        {
            switch (fields.Field)
            {
                case 1:
                    id = Text(fields.Bytes);
                    break;
                case 4:
                    text = Text(fields.Bytes);
                    break;
            }
        }

        progress.Print(id, text);
    }

    /// <summary>A <c>google.protobuf.Timestamp</c>.</summary>
    private static double Seconds(ReadOnlySpan<byte> timestamp)
    {
        var seconds = 0d;
        var fields = new ProtobufReader(timestamp);
        while (fields.Read())
        {
            seconds += fields.Field == 1 ? fields.Number : fields.Number / 1e9;
        }

        return seconds;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
