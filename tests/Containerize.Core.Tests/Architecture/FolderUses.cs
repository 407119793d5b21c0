using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace Containerize.Core.Tests.Architecture;

/// <summary>Which folders the types of a folder use, in the compiled assembly: signatures, bodies and attributes.</summary>
internal static class FolderUses
{
    private const string Root = "Containerize";

    /// <summary>Each use of a type of another folder, once. A folder is the part of the namespace after <c>Containerize</c>.</summary>
    public static IReadOnlyList<(string Folder, string UsedFolder, string Use)> Read(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return
        [
            .. module
                .GetAllTypes()
                .Where(type => Folder(type) is not null)
                .SelectMany(type =>
                    References(type)
                        .SelectMany(Elements)
                        .Where(used => Folder(used) is not null)
                        .Select(used =>
                            (Folder: Folder(type)!, UsedFolder: Folder(used)!, Use: $"{Outermost(type).Name} uses {Outermost(used).Name}")
                        )
                )
                .Where(use => use.Folder != use.UsedFolder)
                .Distinct(),
        ];
    }

    /// <summary>The folders that have types.</summary>
    public static IReadOnlySet<string> ReadFolders(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return module.GetAllTypes().Select(Folder).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<TypeReference?> References(TypeDefinition type) =>
        [
            type.BaseType,
            .. type.Interfaces.Select(implemented => implemented.InterfaceType),
            .. type.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType),
            .. type.Fields.Select(field => field.FieldType),
            .. Attributes(type).Concat(type.Fields.SelectMany(Attributes)).Concat(type.Methods.SelectMany(Attributes)),
            .. type.Methods.SelectMany(References),
            .. type.Methods.Where(method => method.HasBody).SelectMany(Body),
        ];

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.Select(attribute => attribute.AttributeType);

    private static IEnumerable<TypeReference?> References(MethodReference method) =>
        [
            method.DeclaringType,
            method.ReturnType,
            .. method.Parameters.Select(parameter => parameter.ParameterType),
            .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
        ];

    private static IEnumerable<TypeReference?> Body(MethodDefinition method) =>
        [
            .. method.Body.Variables.Select(variable => variable.VariableType),
            .. method.Body.ExceptionHandlers.Select(handler => handler.CatchType),
            .. method.Body.Instructions.SelectMany(instruction =>
                instruction.Operand switch
                {
                    TypeReference type => [type],
                    MethodReference called => References(called),
                    FieldReference field => [field.DeclaringType, field.FieldType],
                    _ => Enumerable.Empty<TypeReference?>(),
                }
            ),
        ];

    /// <summary>The types that a constructed type consists of.</summary>
    private static IEnumerable<TypeReference> Elements(TypeReference? type) =>
        type switch
        {
            null or GenericParameter => [],
            GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Elements)],
            TypeSpecification constructed => Elements(constructed.ElementType),
            _ => [type],
        };

    /// <summary>Empty for types beside the folders; null for what the compiler adds.</summary>
    private static string? Folder(TypeReference type) =>
        Outermost(type).Namespace.Split('.') switch
        {
            [Root] => "",
            [Root, .. var folders] => string.Join('.', folders),
            _ => null,
        };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } declaring ? Outermost(declaring) : type;
}
