using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Purchases.Functions.Startup;

/// <summary>This app's functions, found by their attribute.</summary>
public static class FunctionMethods
{
    /// <summary>By name.</summary>
    public static SortedDictionary<string, MethodInfo> All() => new(
        (from type in typeof(FunctionMethods).Assembly.GetTypes()
         from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
         let function = method.GetCustomAttribute<FunctionAttribute>()
         where function is not null
         select (function.Name, method)).ToDictionary(found => found.Name, found => found.method, StringComparer.Ordinal),
        StringComparer.Ordinal);
}
