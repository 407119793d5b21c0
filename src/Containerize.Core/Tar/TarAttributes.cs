using System.Runtime.InteropServices;

namespace Containerize.Tar;

/// <summary>Whose an entry is, and who may do what with it.</summary>
/// <param name="Mode">Permission bits with set-user-id, set-group-id and sticky bit.</param>
/// <param name="UserId">The owner's number.</param>
/// <param name="GroupId">The group's number.</param>
/// <param name="ModifiedTime">Seconds since 1970-01-01 UTC.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TarAttributes(int Mode, long UserId, long GroupId, long ModifiedTime)
{
    /// <summary>The bits of a mode that are no type.</summary>
    public const int ModeBits = 0b111_111_111_111;
}
