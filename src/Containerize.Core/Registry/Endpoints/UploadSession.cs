namespace Containerize.Registry.Endpoints;

/// <summary>An upload that a registry has begun, as it told last.</summary>
/// <param name="Location">Where the next request goes to; what its query holds is the registry's own affair.</param>
/// <param name="Received">Bytes that it has.</param>
/// <param name="MinimumChunk">What a chunk that is not the last must have, where the registry says so; else zero.</param>
internal sealed record UploadSession(Uri Location, long Received, long MinimumChunk);
