using Containerize.Diagnostics;
using Docker.DotNet.Models;

namespace Containerize.Engine;

/// <summary>Reads an answer's messages as they come. A failure is one of them, for the status was sent long before.</summary>
internal sealed class FailureMessages(EngineWatch watch, Func<string, ContainerizeException> refused) : IProgress<JSONMessage>
{
    public void Report(JSONMessage value)
    {
        // It lives; the next message is the engine's again.
        watch.Wait();
        if (value?.Error?.Message is { } words)
        {
            throw refused(words);
        }
    }
}
