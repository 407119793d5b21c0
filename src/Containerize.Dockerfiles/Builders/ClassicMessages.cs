using System.Text;
using System.Text.Json;
using Containerize.Oci;

namespace Containerize.Builders;

/// <summary>The classic builder's: <c>{"stream":"Step 2/4 : RUN dotnet restore\n"}</c>, and what the step prints.</summary>
internal sealed class ClassicMessages(BuildProgress progress, string target) : IDockerMessages
{
    private readonly StepLines _steps = new(progress, target);

    public string? ImageId { get; private set; }

    public void Read(string line)
    {
        try
        {
            OciJson.Read(Encoding.UTF8.GetBytes(line), root => Read(root));
        }
        catch (FormatException)
        {
            // Progress that cannot be read is not shown; the build continues.
        }
    }

    public void End(string error) => _steps.End(error);

    private bool Read(JsonElement root)
    {
        // Each step's image is named; the last one is the result.
        if (OciJson.Optional(root, "aux", JsonValueKind.Object) is { } aux && OciJson.OptionalString(aux, "ID") is { } id)
        {
            ImageId = id;
        }

        if (OciJson.OptionalString(root, "stream") is { } text)
        {
            _steps.Read(text);
        }

        return true;
    }
}
