namespace Microsoft.Azure.Functions.Worker;

/// <summary>Stands for the attribute of Microsoft.Azure.Functions.Worker.Extensions.Abstractions: marks a method as a function and names it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
