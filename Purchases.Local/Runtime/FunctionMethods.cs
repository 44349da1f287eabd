using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Purchases.Functions;

namespace Purchases.Local.Runtime;

/// <summary>The app's functions, found by their attribute.</summary>
internal static class FunctionMethods
{
    /// <summary>Ordered by name.</summary>
    public static SortedDictionary<string, MethodInfo> All() => new(
        (from type in typeof(Buy).Assembly.GetTypes()
         from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
         let function = method.GetCustomAttribute<FunctionAttribute>()
         where function is not null
         select (function.Name, method)).ToDictionary(found => found.Name, found => found.method, StringComparer.Ordinal),
        StringComparer.Ordinal);

    /// <summary>The function's trigger of this type; null when it has another type.</summary>
    public static TTrigger? Trigger<TTrigger>(MethodInfo function)
        where TTrigger : Attribute =>
        function.GetParameters().Select(parameter => parameter.GetCustomAttribute<TTrigger>())
            .FirstOrDefault(trigger => trigger is not null);

    /// <summary>The type of the function's result, also inside a Task.</summary>
    public static Type Result(MethodInfo function) =>
        function.ReturnType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Task<>)
            ? type.GenericTypeArguments[0]
            : function.ReturnType;

    /// <summary>The properties of the function's result that are published to a topic.</summary>
    public static IEnumerable<(PropertyInfo Property, KafkaOutputAttribute Output)> KafkaOutputs(MethodInfo function) =>
        from property in Result(function).GetProperties()
        let output = property.GetCustomAttribute<KafkaOutputAttribute>()
        where output is not null
        select (property, output);
}
