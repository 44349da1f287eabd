using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Purchases.Tests.Functions;

/// <summary>What a function's attributes tell its host.</summary>
internal static class FunctionAttributes
{
    /// <summary>The one method of the class that is a function of this name.</summary>
    public static MethodInfo MethodOf(Type type, string name) =>
        Assert.Single(type.GetMethods(), method => method.GetCustomAttribute<FunctionAttribute>()?.Name == name);

    public static ParameterInfo ParameterOf<TTrigger>(Type type, string name)
        where TTrigger : Attribute =>
        Assert.Single(MethodOf(type, name).GetParameters(), parameter => parameter.IsDefined(typeof(TTrigger)));

    public static TTrigger TriggerOf<TTrigger>(Type type, string name)
        where TTrigger : Attribute => ParameterOf<TTrigger>(type, name).GetCustomAttribute<TTrigger>()!;
}
