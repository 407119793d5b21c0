namespace Containerize.Tasks;

/// <summary>What every task is told of its project.</summary>
/// <param name="File">The full path; messages are about this file.</param>
/// <param name="CiOutput"><c>ContainerCiOutput</c>: whether the CI system is told of images and mistakes; empty is yes.</param>
/// <param name="CiDotenvPath"><c>ContainerCiDotenvPath</c>, relative to the project; empty where no file is wanted.</param>
internal sealed record TaskProject(string File, string CiOutput, string CiDotenvPath);
