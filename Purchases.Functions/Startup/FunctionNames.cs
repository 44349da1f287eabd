using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Purchases.Functions.Startup;

/// <summary>The names of this app's functions, by reflection.</summary>
internal static class FunctionNames
{
    public static IReadOnlyCollection<string> All() =>
        (from type in typeof(FunctionNames).Assembly.GetTypes()
         from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
         let function = method.GetCustomAttribute<FunctionAttribute>()
         where function is not null
         select function.Name).Order(StringComparer.Ordinal).ToList();
}
