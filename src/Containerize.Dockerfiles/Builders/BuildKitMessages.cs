using System.Text;
using System.Text.Json;
using Containerize.Oci;

namespace Containerize.Builders;

/// <summary>BuildKit's: <c>{"id":"moby.buildkit.trace","aux":"…"}</c>.</summary>
internal sealed class BuildKitMessages(BuildProgress progress) : IDockerMessages
{
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

    public void End(string error)
    {
        // Its steps say themselves how they ended.
    }

    private bool Read(JsonElement root)
    {
        switch (OciJson.OptionalString(root, "id"))
        {
            case "moby.buildkit.trace":
                BuildKitTrace.Read(Convert.FromBase64String(OciJson.RequiredString(root, "aux")), progress);
                return true;
            case "moby.image.id":
                ImageId = OciJson.RequiredString(OciJson.Required(root, "aux", JsonValueKind.Object), "ID");
                return true;
            default:
                return false;
        }
    }
}
